using Ros2DotNet.Bags.Compression.Native;

namespace Ros2DotNet.Bags;

/// <summary>Whole files compressed by zstd, as rosbag2's compression mode FILE leaves them.</summary>
internal static unsafe class CompressedFile
{
    public const string Extension = ".zstd";
    private const int BlockSize = 128 * 1024;

    /// <summary>Decompresses into a new temporary file and returns its path; the caller deletes it.</summary>
    /// <exception cref="BagException">The file is damaged, or there is no room.</exception>
    public static string Expand(string path)
    {
        var folder = "";
        var context = Zstd.ZSTD_createDCtx();
        try
        {
            using var source = File.OpenRead(path);
            folder = Directory.CreateTempSubdirectory("bag-").FullName;
            var target = Path.Combine(folder, Path.GetFileNameWithoutExtension(path));
            using var destination = new FileStream(target, FileMode.CreateNew);
            Copy(path, context, source, destination);
            return target;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BagException)
        {
            if (folder.Length > 0)
            {
                Directory.Delete(folder, true);
            }

            throw e as BagException ??
                new BagException($"{path} cannot be decompressed into {Path.GetTempPath()}: {e.Message}", e);
        }
        finally
        {
            Zstd.ZSTD_freeDCtx(context);
        }
    }

    /// <summary>
    /// Compresses a file beside itself and deletes the original; where that fails the original stays alone.
    /// </summary>
    public static void Compress(string path, int level)
    {
        using (var source = File.OpenRead(path))
        using (var destination = new OutputFile(path + Extension))
        {
            try
            {
                Compress(source, destination, level);
            }
            catch
            {
                // Readers would take it for the whole.
                File.Delete(destination.Path);
                throw;
            }
        }

        File.Delete(path);
    }

    /// <summary>Deletes what <see cref="Expand"/> made.</summary>
    public static void Delete(string expanded) => Directory.Delete(Path.GetDirectoryName(expanded)!, true);

    // Files are as large as the split makes them: streamed in blocks, each a frame, which concatenate to one file.
    private static void Compress(FileStream source, OutputFile destination, int level)
    {
        using var compressor = new Compression.ZstdCompressor(level);
        var block = new byte[32 * BlockSize];
        byte[] compressed = [];
        for (int read; (read = source.ReadAtLeast(block, block.Length, throwOnEndOfStream: false)) > 0;)
        {
            var size = compressor.Compress(block.AsSpan(0, read), ref compressed);
            destination.Write(compressed.AsSpan(0, size));
        }
    }

    private static void Copy(string path, nint context, FileStream source, FileStream destination)
    {
        byte[] input = new byte[BlockSize], output = new byte[BlockSize];
        nuint code = 0;
        long position = 0;
        for (int read; (read = source.Read(input)) > 0; position += read)
        {
            fixed (byte* from = input, to = output)
            {
                var taken = new Zstd.Buffer { Start = from, Size = (nuint)read };
                bool full;
                do
                {
                    var made = new Zstd.Buffer { Start = to, Size = (nuint)output.Length };
                    code = Zstd.ZSTD_decompressStream(context, &made, &taken);
                    if (Zstd.ZSTD_isError(code) != 0)
                    {
                        throw new BagException(
                            $"{path}: the zstd frame is damaged near byte {position + (long)taken.Position}");
                    }

                    destination.Write(output, 0, (int)made.Position);

                    // Behind the end of a frame there is nothing to flush, and asking again would begin another frame.
                    full = made.Position == made.Size && code != 0;
                }
                while (taken.Position < taken.Size || full);
            }
        }

        if (code != 0)
        {
            throw new BagException($"{path}: the zstd frame ends early, at byte {position}");
        }
    }
}
