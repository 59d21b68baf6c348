using System.Globalization;
using System.Net;

namespace Perception.Cli.Models;

/// <summary>Pages that stand alone: drawings in inline SVG, light or dark as the reader likes, no script.</summary>
internal static class PlotPage
{
    private const string Style = """
        body{font:14px/1.5 system-ui,sans-serif;margin:2rem;max-width:1080px;color:#1f2933;background:#fff}
        svg{width:100%;height:auto}text{font:11px ui-monospace,monospace;fill:#1f2933}.dim{fill:#67727e}line{stroke:#d5dbe1}
        @media(prefers-color-scheme:dark){
        body{background:#14181d;color:#dfe5eb}text{fill:#dfe5eb}.dim{fill:#93a0ac}line{stroke:#38424c}}
        """;

    /// <summary>The page; everything but the title is HTML.</summary>
    public static string Html(string title, string style, string body) => $"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>{Escape(title)}</title><style>{Style}
        {style}</style></head><body>
        {body}</body></html>

        """;

    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Numbers as SVG wants them, whatever the user's language.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>At most so many characters of a layer's name; its end tells layers apart.</summary>
    public static string Shortened(string name, int most) =>
        name.Length <= most ? name : $"…{name[^(most - 1)..]}";
}
