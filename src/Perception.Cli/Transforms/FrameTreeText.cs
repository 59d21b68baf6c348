using System.Globalization;
using System.Text;
using Ros2DotNet;
using Ros2DotNet.Tf;

namespace Perception.Cli.Transforms;

/// <summary>The frames of a buffer as trees, each child with how it is known.</summary>
internal static class FrameTreeText
{
    public static string Format(IReadOnlyList<FrameInfo> frames, RosTime now)
    {
        var rows = new List<(string Frame, string Detail)>();
        var children = frames.Where(f => f.Parent is not null).ToLookup(f => f.Parent!);
        foreach (var root in frames.Where(f => f.Parent is null))
        {
            rows.Add((root.Name, ""));
            AddChildren(root.Name, "");
        }

        var width = rows.Max(row => row.Frame.Length);
        var text = new StringBuilder();
        foreach (var (frame, detail) in rows) text.Append($"{frame.PadRight(width)}  {detail}".TrimEnd()).Append('\n');
        return text.ToString().TrimEnd('\n');

        void AddChildren(string parent, string indent)
        {
            foreach (var child in children[parent])
            {
                var isLast = child == children[parent].Last();
                rows.Add(($"{indent}{(isLast ? "└── " : "├── ")}{child.Name}", Detail(child, now)));
                AddChildren(child.Name, indent + (isLast ? "    " : "│   "));
            }
        }
    }

    private static string Detail(FrameInfo frame, RosTime now)
    {
        if (frame.IsStatic) return "static";
        var ageS = (now.Nanoseconds - frame.Newest.Nanoseconds) * 1e-9;
        return string.Create(CultureInfo.InvariantCulture,
            $"{frame.RateHz:F1} Hz, newest {frame.Newest.Seconds}.{frame.Newest.NanosecondPart:d9} ({ageS:F3} s ago)");
    }
}
