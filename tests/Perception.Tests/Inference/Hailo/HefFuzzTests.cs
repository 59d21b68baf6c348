using Perception.Inference;
using Perception.Inference.Hailo;

namespace Perception.Tests.Inference.Hailo;

/// <summary>Mutated HEFs are read or refused with a sentence. A short slice here; scripts/fuzz runs more.</summary>
[Trait("Category", "Fuzz")]
public sealed class HefFuzzTests
{
    private static readonly int Count = FuzzCount.Or(2000);

    [SkippableFact]
    public void Mutated_messages()
    {
        Skip.IfNot(File.Exists("/lib/x86_64-linux-gnu/libxxhash.so.0"), "needs libxxhash0");
        var seed = HefWriter.Build(0,
        [
            new("in", true, 64, 64, 3, [1], [0]), new("a", false, 8, 8, 4, [0.5, 0.25, 1, 2], [1, 2, 3, 4]),
            new("b", false, 4, 4, 8, [0.1], [3], 2),
        ], contexts: 2, nms: HefWriter.Nms(3, 10))[32..];
        var random = new Random(7);
        var read = 0;
        for (var i = 0; i < Count; i++)
        {
            // The message changes and the shell is made anew, so that the hash does not keep mutations from the reader.
            var message = Mutate(seed, random);
            read += Parses(HefWriter.Wrap(0, message, []), i) ? 1 : 0;

            // And the shell itself.
            var file = HefWriter.Wrap((uint)random.Next(4), seed, new byte[300]);
            file[random.Next(56)] = (byte)random.Next(256);
            Parses(file, i);
        }

        Assert.InRange(read, Math.Min(1, Count / 100), Count);
    }

    private static bool Parses(byte[] file, int mutation)
    {
        try
        {
            HefFile.Parse(file, "fuzz");
            return true;
        }
        catch (InferenceException)
        {
            return false;
        }
        catch (Exception e)
        {
            Assert.Fail(
                $"{e.GetType().Name} in mutation {mutation}: {e.Message} {e.StackTrace}\n{Convert.ToHexString(file)}");
            throw;
        }
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = seed.ToArray();
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            switch (random.Next(4))
            {
                case 0:
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes = bytes[..random.Next(1, bytes.Length)];
                    break;
                default:
                    var at = random.Next(bytes.Length);
                    bytes = [.. bytes[..at], .. bytes[random.Next(bytes.Length)..]];
                    bytes = bytes.Length > 0 ? bytes : seed.ToArray();
                    break;
            }
        }

        return bytes;
    }
}
