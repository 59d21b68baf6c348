using System.Runtime.InteropServices;
using Ros2DotNet;
using Ros2DotNet.Tf;

namespace Benchmarks.Transforms;

/// <summary>
/// Where a camera is in the map, through four links that know ten seconds at 20, 100 and 50 Hz and one for ever.
/// </summary>
internal static unsafe class TransformBench
{
    private const int Rounds = 100;
    private const int Lookups = 10_000;
    private const long SecondNs = 1_000_000_000;
    private const long EndNs = 110 * SecondNs;

    private static readonly string[] Frames = ["map", "odom", "base", "head", "camera"];
    private static readonly int[] RatesHz = [20, 100, 50, 0];

    public static int Run(string[] args)
    {
        var library = NativeHelper.Build("tf2_lookup.cpp", "-ltf2", "-lrostime", "-lconsole_bridge");
        var add = (delegate* unmanaged<int, int, long, double*, void>)NativeLibrary.GetExport(library, "tf2_add");
        var lookups = (delegate* unmanaged<int, long, long, double>)NativeLibrary.GetExport(library, "tf2_lookups");
        var buffer = new TransformBuffer();
        var random = new Random(1);
        for (var child = 1; child < Frames.Length; child++)
        {
            var rate = RatesHz[child - 1];
            for (var stamp = EndNs - 10 * SecondNs; stamp <= EndNs; stamp += rate == 0 ? 11 * SecondNs : SecondNs / rate)
            {
                var turn = Quaterniond.FromRollPitchYaw(random.NextDouble(), random.NextDouble(), random.NextDouble());
                var pose = new RigidTransform(new Vector3d(random.NextDouble(), random.NextDouble(), 0), turn);
                // Seven doubles in a row, as they are written there.
                add(child, rate == 0 ? 1 : 0, stamp, (double*)&pose);
                buffer.Add(new StampedTransform(new RosTime(stamp), Frames[child - 1], Frames[child], pose), rate == 0);
            }
        }

        Console.WriteLine($"{Lookups} lookups through 4 links, medians of {Rounds}:");
        Compare("of the last tenth of a second", EndNs - SecondNs / 10, SecondNs / 10 / Lookups);
        Compare("all over ten seconds", EndNs - 10 * SecondNs, 10 * SecondNs / Lookups);
        return 0;

        void Compare(string what, long fromNs, long stepNs)
        {
            double ours = 0, theirs = 0;
            var medians = Benchmarks.Rounds.Medians(Rounds,
                () => ours = Sum(buffer, fromNs, stepNs), () => theirs = lookups(Lookups, fromNs, stepNs));
            var (ourNs, theirNs) = (medians[0] * 1e6 / Lookups, medians[1] * 1e6 / Lookups);
            Console.WriteLine(
                $"  {what,-30} ours {ourNs,5:F0} ns   tf2 {theirNs,5:F0} ns   ratio {theirNs / ourNs:F2}x   " +
                $"sums differ by {Math.Abs(ours - theirs):E1}");
        }
    }

    private static double Sum(TransformBuffer buffer, long fromNs, long stepNs)
    {
        var sum = 0.0;
        for (var i = 0; i < Lookups; i++)
        {
            sum += buffer.Lookup("map", "camera", new RosTime(fromNs + i * stepNs)).Transform.Translation.X;
        }

        return sum;
    }
}
