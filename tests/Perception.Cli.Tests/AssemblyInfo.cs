// The tests start processes that want all cores.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
