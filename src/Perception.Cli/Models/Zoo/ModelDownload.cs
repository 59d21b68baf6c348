using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Perception.Cli.Models.Zoo;

/// <summary>
/// Fetches one file: goes on where an earlier try ended, and puts the file in its place only when its hash is right.
/// </summary>
internal sealed class ModelDownload(HttpClient client, Action<long, long?> progress)
{
    private const int DiskFull = unchecked((int)0x8007001C), NoSpace = 28;

    /// <summary>
    /// Downloads to <paramref name="path"/>; what came so far lies beside it as <c>.part</c>. Returns the SHA-256.
    /// </summary>
    /// <param name="url">Where the file lies.</param>
    /// <param name="path">Where it is to lie.</param>
    /// <param name="sha256">What its hash has to be; null takes what comes.</param>
    /// <param name="cancellation">Ends it; what came so far stays.</param>
    /// <exception cref="UsageException">It cannot be had; one sentence.</exception>
    public async Task<string> FetchAsync(Uri url, string path, string? sha256, CancellationToken cancellation)
    {
        var part = $"{path}.part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            await TransferAsync(url, part, cancellation);
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException ||
            e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError)
        {
            throw new UsageException($"{url.Host} cannot be reached ({(e.InnerException ?? e).Message}): pulling " +
                "models needs the network, or --mirror with a server that can be reached");
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException ||
            (e is IOException && !IsDiskFull(e) && e.InnerException is SocketException))
        {
            throw new UsageException(
                $"the download of {url} broke off: {e.Message}; the same command goes on where it ended");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new UsageException($"{url.Host} did not answer in time; the same command goes on where it ended");
        }
        catch (Exception e) when (IsDiskFull(e))
        {
            throw new UsageException(
                $"there is no space left for {path}: free some, then the same command goes on where it ended");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be written: {e.Message}");
        }

        return Accept(url, part, path, sha256);
    }

    /// <summary>The SHA-256 of a file in hex.</summary>
    public static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    internal static bool IsDiskFull(Exception e) =>
        e is IOException && (e.HResult == DiskFull || (e.HResult & 0xFFFF) == NoSpace);

    private static string Accept(Uri url, string part, string path, string? sha256)
    {
        var hash = HashOf(part);
        if (sha256 is not null && !hash.Equals(sha256, StringComparison.OrdinalIgnoreCase))
        {
            File.Delete(part);
            throw new UsageException($"what {url} gave is refused: its SHA-256 is {hash}, not {sha256}");
        }

        File.Move(part, path, overwrite: true);
        return hash;
    }

    private async Task TransferAsync(Uri url, string part, CancellationToken cancellation)
    {
        var have = File.Exists(part) ? new FileInfo(part).Length : 0;
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (have > 0) request.Headers.Range = new RangeHeaderValue(have, null);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);

        // All of it was there already.
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && have > 0 &&
            response.Content.Headers.ContentRange?.Length == have) return;
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            File.Delete(part);
            throw new UsageException(
                $"what came of {url} before does not belong to it any more; the same command begins anew");
        }

        if (!response.IsSuccessStatusCode)
            throw new UsageException($"{url} answers {(int)response.StatusCode} {response.ReasonPhrase}: the file is " +
                "not there any more, or the mirror does not have it");

        // A server that gives no parts gives the whole, which then begins anew.
        var goesOn = response.StatusCode == HttpStatusCode.PartialContent &&
            response.Content.Headers.ContentRange?.From == have;
        var start = goesOn ? have : 0;
        var total = response.Content.Headers.ContentLength is { } length ? start + length : (long?)null;
        await using var target = new FileStream(part, goesOn ? FileMode.Append : FileMode.Create, FileAccess.Write);
        await using var source = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[1 << 16];
        for (int count; (count = await source.ReadAsync(buffer, cancellation)) > 0;)
        {
            await target.WriteAsync(buffer.AsMemory(0, count), cancellation);
            start += count;
            progress(start, total);
        }
    }
}
