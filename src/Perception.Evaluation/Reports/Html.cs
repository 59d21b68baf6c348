using System.Globalization;
using System.Net;

namespace Perception.Evaluation.Reports;

/// <summary>Pieces of HTML.</summary>
internal static class Html
{
    // Apart in hue for up to ten lines, and readable on light and dark.
    private static readonly string[] Palette =
        ["#2f7de1", "#e07b1a", "#1fa968", "#d8434e", "#8b5cf0", "#0ea5b7", "#c2499d", "#8a8f1c", "#7a5c44", "#64748b"];

    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    public static string Colour(int index) => Palette[index % Palette.Length];

    /// <summary>Three digits for shares; a dash where nothing could be measured.</summary>
    public static string Share(double value) =>
        double.IsFinite(value) ? value.ToString("F3", CultureInfo.InvariantCulture) : "–";

    public static string Number(double value, string unit = "") => !double.IsFinite(value) ? "–"
        : unit.Length == 0 ? Share(value)
        : value.ToString(value >= 100 ? "F0" : value >= 10 ? "F1" : "F2",
            CultureInfo.InvariantCulture) + (unit == "°" ? unit : $" {unit}");

    /// <summary>A coordinate.</summary>
    public static string Place(double value) => Math.Round(value, 1).ToString(CultureInfo.InvariantCulture);

    public static string Card(string title, string content) => $"<div class=\"card\"><h3>{title}</h3>{content}</div>\n";

    public static string Table(IEnumerable<string> head, IEnumerable<IEnumerable<string>> rows) =>
        $"<div class=\"scroll\"><table><tr>{string.Concat(head.Select(cell => $"<th>{cell}</th>"))}</tr>" +
        string.Concat(rows.Select(row => $"<tr>{string.Concat(row.Select(Cell))}</tr>")) + "</table></div>";

    /// <summary>A cell that draws a share as a bar.</summary>
    public static string Bar(double share) => !double.IsFinite(share) ? "<td class=\"bar\"></td>"
        : $"<td class=\"bar\"><div style=\"width:{Place(100 * Math.Clamp(share, 0, 1))}%\"></div></td>";

    private static string Cell(string cell) =>
        cell.StartsWith("<td", StringComparison.Ordinal) ? cell : $"<td>{cell}</td>";
}
