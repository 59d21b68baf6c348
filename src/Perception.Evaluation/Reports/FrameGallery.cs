using System.Text;
using Perception.Evaluation.Detection;
using Perception.Evaluation.Figures;
using Perception.Evaluation.Frames;

namespace Perception.Evaluation.Reports;

/// <summary>Pictures with what was found, missed and imagined drawn over; each kind can be switched off.</summary>
internal static class FrameGallery
{
    private static readonly (string Kind, string Label, string Variable)[] Kinds =
    [
        ("found", "found", "--good"), ("missed", "missed", "--miss"), ("ghost", "wrong", "--ghost"),
        ("confused", "wrong class", "--confused"), ("ignored", "not judged", "--ignored"),
    ];

    public static void Write(StringBuilder page, FigureCalculator all, IReadOnlyList<ReportPicture> pictures)
    {
        var hasBoxes = all.Curve is not null;
        page.Append("<div class=\"switches\">");
        foreach (var (kind, label, variable) in hasBoxes ? Kinds : [])
        {
            page.Append($"<label><input type=\"checkbox\" id=\"show-{kind}\" checked><i " +
                $"style=\"border-color:var({variable})\"></i>{label}</label>");
        }

        if (pictures.Any(picture => picture.MaskPng is not null))
        {
            page.Append("<label><input type=\"checkbox\" id=\"show-mask\" checked>mask</label>");
        }

        page.Append("</div>\n<div class=\"gallery\">\n");
        var indices = all.Records.Select((record, index) => (record.Frame, index))
            .ToDictionary(pair => pair.Frame, pair => pair.index);
        foreach (var picture in pictures)
        {
            Write(page, picture, all.Records[indices[picture.Frame]], all.Matches[indices[picture.Frame]]);
        }

        page.Append("</div>\n");
    }

    private static void Write(StringBuilder page, ReportPicture picture, FrameRecord record, FrameMatch match)
    {
        var size = $"width=\"{picture.Width}\" height=\"{picture.Height}\" preserveAspectRatio=\"none\"";
        page.Append($"<figure class=\"card\"><svg viewBox=\"0 0 {picture.Width} {picture.Height}\">");
        page.Append($"<image {size} href=\"data:image/jpeg;base64,{Convert.ToBase64String(picture.Jpeg)}\"/>");
        if (picture.MaskPng is { } mask)
        {
            page.Append(
                $"<image class=\"mask\" {size} href=\"data:image/png;base64,{Convert.ToBase64String(mask)}\"/>");
        }

        var font = Math.Max(9, picture.Width / 52.0);
        void Group(string kind, IEnumerable<(Box Box, string Label)> boxes)
        {
            page.Append($"<g class=\"{kind}\" style=\"font-size:{Html.Place(font)}px\">");
            foreach (var (box, label) in boxes)
            {
                page.Append($"<rect x=\"{Html.Place(box.X1)}\" y=\"{Html.Place(box.Y1)}\" " +
                    $"width=\"{Html.Place(box.X2 - box.X1)}\" height=\"{Html.Place(box.Y2 - box.Y1)}\"/>");
                // Labels of small boxes would hide the picture.
                if (label.Length > 0 && box.Y2 - box.Y1 >= 2 * font)
                {
                    page.Append($"<text style=\"font-size:inherit\" x=\"{Html.Place(box.X1)}\" " +
                        $"y=\"{Html.Place(box.Y1 > font ? box.Y1 - 3 : box.Y2 + font)}\">{Html.Escape(label)}</text>");
                }
            }

            page.Append("</g>");
        }

        string Scored(int f) => $"{record.Found![f].Class.ToLowerInvariant()} {record.Found[f].Score:F2}";
        Group("ignored", (record.Truth ?? []).Where(truth => !truth.IsWanted).Select(truth => (truth.Box, "")));
        Group("found", match.Pairs.Select(pair => (record.Found![pair.Found].Box, Scored(pair.Found))));
        Group("missed", match.Missed.Select(t => (record.Truth![t].Box, record.Truth[t].Class.ToLowerInvariant())));
        Group("confused", match.Confused.Select(pair =>
            (record.Found![pair.Found].Box,
                $"{Scored(pair.Found)}, is {record.Truth![pair.Truth].Class.ToLowerInvariant()}")));
        Group("ghost", match.Ghosts.Select(f => (record.Found![f].Box, Scored(f))));
        var tags = string.Join(", ", record.Tags.Values);
        string[] facts =
        [
            .. record.Found is null ? (string[])[]
                : [$"{match.Pairs.Count} found, {match.Missed.Count} missed, {match.Ghosts.Count} wrong, " +
                    $"{match.Confused.Count} of a wrong class"],
            .. record.Semantic is { } pixels ? (string[])[$"{100 * pixels.Accuracy:F0} % of pixels right"] : [],
            .. record.Lanes is { } lanes && double.IsFinite(lanes.Pixels.F1)
            ? (string[])[$"lane F1 {Html.Share(lanes.Pixels.F1)}"]
            : [],
        ];
        page.Append($"</svg><figcaption><b>{Html.Escape(record.Frame)}</b>{(tags.Length > 0 ? $" · {Html.Escape(tags)}" : "")}<br>" +
            $"{string.Join(" · ", facts)}</figcaption></figure>\n");
    }
}
