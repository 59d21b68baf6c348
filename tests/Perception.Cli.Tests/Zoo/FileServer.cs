using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Perception.Cli.Tests.Zoo;

/// <summary>A web server of this machine with one file, which can be told to misbehave.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly HttpListener _listener;
    private readonly byte[] _file;

    public FileServer(byte[] file)
    {
        _file = file;
        (_listener, Address) = Listen();
        _ = ServeAsync();
    }

    public string Address { get; }

    /// <summary>Bytes after which the next answer breaks off; null for none.</summary>
    public int? CutAfter { get; set; }

    public bool GivesParts { get; set; } = true;

    /// <summary>The first bytes that requests asked for.</summary>
    public List<long> Starts { get; } = [];

    public void Dispose() => _listener.Close();

    // Between finding a free port and taking it, another program may.
    private static (HttpListener Listener, string Address) Listen()
    {
        for (var attempt = 1; ; attempt++)
        {
            string address;
            using (var free = new TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
            }

            var listener = new HttpListener();
            listener.Prefixes.Add($"{address}/");
            try
            {
                listener.Start();
                return (listener, address);
            }
            catch (HttpListenerException) when (attempt < 10)
            {
                listener.Close();
            }
        }
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                Answer(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
            {
                // The client left, or the test is over.
            }
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var (path, response) = (context.Request.Url!.AbsolutePath, context.Response);
        var range = context.Request.Headers["Range"];
        var from = range is null || !GivesParts
            ? 0
            : long.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
        Starts.Add(from);
        if (path == "/moved/file.onnx")
        {
            response.Redirect($"{Address}/file.onnx");
            response.Close();
            return;
        }

        if (path is not ("/file.onnx" or "/yolox-tiny.onnx" or "/yolox_nano.onnx"))
        {
            response.StatusCode = 404;
            response.Close();
            return;
        }

        if (from > 0)
        {
            response.StatusCode = from < _file.Length ? 206 : 416;
            response.Headers["Content-Range"] = from < _file.Length
                ? $"bytes {from}-{_file.Length - 1}/{_file.Length}"
                : $"bytes */{_file.Length}";
        }

        Send(response, _file.AsSpan((int)Math.Min(from, _file.Length)).ToArray());
    }

    private void Send(HttpListenerResponse response, byte[] bytes)
    {
        response.ContentLength64 = bytes.Length;
        if (CutAfter is { } cut && cut < bytes.Length)
        {
            CutAfter = null;
            response.OutputStream.Write(bytes, 0, cut);
            response.OutputStream.Flush();
            response.Abort();
            return;
        }

        response.OutputStream.Write(bytes);
        response.Close();
    }
}
