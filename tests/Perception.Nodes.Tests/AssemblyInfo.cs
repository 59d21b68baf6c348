// Nodes under test share one ROS domain and want all cores.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
