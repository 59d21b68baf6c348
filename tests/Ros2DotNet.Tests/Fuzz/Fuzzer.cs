namespace Ros2DotNet.Tests.Fuzz;

/// <summary>
/// Feeds a reader of bytes with mutations of good input: it reads or refuses them, and allocates no more than they
/// justify.
/// </summary>
internal static class Fuzzer
{
    // A managed object of the types here is far smaller than this many times its least size in CDR.
    private const int MaximumGrowth = 64;
    private const int Slack = 64 * 1024;
    private const int MutationsOfEachSeed = 1000;

    /// <summary>Mutations of each kind of input: a short slice, or what scripts/fuzz was given.</summary>
    public static int Count { get; } = FuzzCount.Or(100);

    public delegate void Reader(ReadOnlySpan<byte> bytes);

    /// <param name="what">The kind of input, for failures.</param>
    /// <param name="random">Where all randomness comes from.</param>
    /// <param name="seed">Makes good input.</param>
    /// <param name="read">Reads it; a <see cref="CdrException"/> is a refusal.</param>
    public static void Run(string what, Random random, Func<byte[]> seed, Reader read)
    {
        for (var done = 0; done < Count;)
        {
            var good = seed();
            // A little longer, for mutations that append.
            var bytes = new byte[good.Length + 16];
            for (var i = 0; i < MutationsOfEachSeed && done < Count; i++, done++)
            {
                good.CopyTo(bytes, 0);
                var length = Mutate(bytes, good.Length, random);
                SteadyState.AllocatesAtMost(Slack + MaximumGrowth * length, () => Read(bytes.AsSpan(0, length)),
                    () => $"{what}: for {Convert.ToHexString(bytes.AsSpan(0, length))} ");
            }
        }

        void Read(ReadOnlySpan<byte> input)
        {
            try
            {
                read(input);
            }
            catch (CdrException)
            {
                // Refused, as it should be.
            }
            catch (Exception e)
            {
                Assert.Fail($"{what}: {e.GetType().Name} for {Convert.ToHexString(input)}: {e.Message}");
            }
        }
    }

    private static int Mutate(byte[] bytes, int length, Random random)
    {
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            switch (random.Next(6))
            {
                case 0 or 1 when length > 0:
                    bytes[random.Next(length)] = (byte)random.Next(256);
                    break;
                case 2:
                    length = random.Next(length + 1);
                    break;
                case 3:
                    random.NextBytes(bytes.AsSpan(length));
                    length = random.Next(length, bytes.Length + 1);
                    break;
                case var _ when length >= 8:
                    // Lengths and counts are where it hurts; they lie at multiples of four behind the header.
                    var count =
                        random.Next(4) switch { 0 => length, 1 => int.MaxValue, 2 => -1, _ => random.Next(1 << 20) };
                    BitConverter.TryWriteBytes(bytes.AsSpan(4 + 4 * random.Next((length - 4) / 4)), count);
                    break;
            }
        }

        return length;
    }
}
