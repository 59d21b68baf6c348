using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Perception.Capture;
using Perception.Capture.Ffmpeg;

namespace Perception.Tests.Capture;

public class FfmpegTests
{
    [Theory]
    [InlineData("ffmpeg version 4.4.2-0ubuntu0.22.04.1 Copyright (c) 2000-2021 the FFmpeg developers", "-vsync")]
    [InlineData("ffmpeg version 5.0.1 Copyright (c) 2000-2022 the FFmpeg developers", "-vsync")]
    [InlineData("ffmpeg version 5.1.9-0+deb12u1 Copyright (c) 2000-2026 the FFmpeg developers", "-fps_mode")]
    [InlineData("ffmpeg version n7.1 Copyright (c) 2000-2024 the FFmpeg developers", "-fps_mode")]
    [InlineData("ffmpeg version 10.0 Copyright (c) 2000-2027 the FFmpeg developers", "-fps_mode")]
    [InlineData("ffmpeg version N-118193-g5f38c82536 Copyright (c) 2000-2025 the FFmpeg developers", "-fps_mode")]
    public void The_option_for_pictures_times_is_that_of_the_version(string version, string option) =>
        Assert.Equal(option, FfmpegTools.PictureTimeOption(version));

    [SkippableFact]
    public void Of_a_stream_every_picture_comes_once_at_its_rate()
    {
        var problem = FfmpegTools.FindProblem();
        Skip.If(problem is not null, problem);
        var address = $"udp://127.0.0.1:{FreePort()}";
        using var sender = FfmpegTools.Start("ffmpeg", ["-nostdin", "-loglevel", "quiet", "-re", "-f", "lavfi", "-i",
            "testsrc=size=64x48:rate=20", "-c:v", "mpeg2video", "-g", "5", "-f", "mpegts", address]);
        try
        {
            using var source = FfmpegSource.Open(new CameraRequest(address), CancellationToken.None);
            Assert.Equal((64, 48, 20.0), (source.Width, source.Height, source.FramesPerSecond));
            var came = new List<long>();
            for (var left = 100; came.Count < 30 && left > 0; left--)
            {
                if (source.Read(TimeSpan.FromSeconds(1), out var frame) == CaptureStatus.Frame)
                {
                    came.Add(frame.CapturedAt);
                }
            }

            Assert.Equal(30, came.Count);
            Assert.Equal(came.Order(), came);
            // The first ones waited for the stream to be known.
            Assert.InRange(Stopwatch.GetElapsedTime(came[14], came[29]).TotalSeconds, 0.5, 1.2);
        }
        finally
        {
            sender.Kill();
        }
    }

    private static int FreePort()
    {
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.Client.LocalEndPoint!).Port;
    }
}
