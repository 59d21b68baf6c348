// Tests count allocations of the whole process and share two cores with native threads: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
