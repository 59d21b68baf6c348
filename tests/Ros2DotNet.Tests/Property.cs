using FsCheck;
using FsCheck.Fluent;

namespace Ros2DotNet.Tests;

/// <summary>Properties that hold for any input, tried on the same inputs in every run.</summary>
internal static class Property
{
    private static readonly Config Fixed = Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20_240_523, 1);

    public static void Holds<T>(Gen<T> inputs, Action<T> check) =>
        Prop.ForAll(inputs.ToArbitrary(), check).Check(Fixed);

    /// <summary>For inputs that are made by a random generator of the test's own.</summary>
    public static void HoldsForRandom(Action<System.Random> check) =>
        Holds(Gen.Choose(0, int.MaxValue - 1), seed => check(new System.Random(seed)));
}
