using System.Net;

namespace Perception.Toolchain.Profiling;

/// <summary>What pages have in common.</summary>
internal static class Page
{
    public static string Head(string title) => "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">" +
        $"<title>{Escape(title)}</title><style>" +
        "body{font:14px/1.5 system-ui,sans-serif;color:#1c2430;background:#fff;max-width:1240px;margin:1.5rem auto;padding:0 1rem}" +
        "h1{font-size:1.3rem}svg{width:100%;height:auto}svg text{font:11px system-ui,sans-serif}rect:hover{stroke:#1c2430}" +
        "table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin-top:1rem}th,td{padding:.15rem .6rem;text-align:right;border-bottom:1px solid #e4e8ee}" +
        "th:first-child,td:first-child{text-align:left;overflow-wrap:anywhere}.legend i{display:inline-block;width:1em;height:1em;margin:0 .3em 0 .8em;vertical-align:-.15em}" +
        "</style></head><body>";

    public static string Escape(string text) => WebUtility.HtmlEncode(text);
}
