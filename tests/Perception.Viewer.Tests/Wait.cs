namespace Perception.Viewer.Tests;

internal static class Wait
{
    public static void For(Func<bool> condition, string what)
    {
        var deadline = Environment.TickCount64 + 180_000;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < deadline, $"{what} did not come within three minutes");
            Thread.Sleep(5);
        }
    }
}
