using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Ros2DotNet.Generator;

/// <summary>Compiles the <c>.msg</c> and <c>.srv</c> files among the additional files: <c>.../pkg/msg/Type.msg</c>
/// becomes a class, <c>.../pkg/srv/Type.srv</c> two: <c>TypeRequest</c> and <c>TypeResponse</c>.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class MessageGenerator : IIncrementalGenerator
{
    private static readonly DiagnosticDescriptor BadMessage = new(
        "ROS001", "Message file cannot be compiled", "{0}", "Ros2DotNet", DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var files = context.AdditionalTextsProvider
            .Where(static file => file.Path.EndsWith(".msg", System.StringComparison.Ordinal) || IsService(file.Path))
            .Select(static (file, cancellation) => (file.Path, Text: file.GetText(cancellation)?.ToString() ?? ""))
            .Collect();
        context.RegisterSourceOutput(files, static (production, all) => Generate(production, all));
    }

    private static void Generate(SourceProductionContext production, ImmutableArray<(string Path, string Text)> files)
    {
        if (files.IsEmpty)
        {
            return;
        }

        var paths = new Dictionary<string, (string Path, string Text)>();
        var messages = new List<MessageSpec>();
        var services = new List<ServiceSpec>();
        var unreadable = new HashSet<string>();
        foreach (var file in files)
        {
            var name = Path.GetFileNameWithoutExtension(file.Path);
            var package = Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(file.Path)) ?? "");
            try
            {
                if (IsService(file.Path))
                {
                    var service = MessageParser.ParseService(package, name, file.Text);
                    if (paths.ContainsKey(service.FullName))
                    {
                        Report(production, file, 0, $"{service.FullName} is defined twice");
                        continue;
                    }

                    services.Add(service);
                    foreach (var part in new[] { service.Request, service.Response, service.Event, service.Whole })
                    {
                        paths.Add(part.FullName, file);
                        messages.Add(part);
                    }

                    continue;
                }

                var message = MessageParser.Parse(package, name, file.Text);
                if (paths.ContainsKey(message.FullName))
                {
                    Report(production, file, 0, $"{message.FullName} is defined twice");
                    continue;
                }

                paths.Add(message.FullName, file);
                messages.Add(message);
            }
            catch (MessageSyntaxException e)
            {
                Report(production, file, e.Line, e.Message);
                unreadable.Add($"{package}/msg/{name}");
            }
        }

        Emit(production, new MessageCatalog(messages, unreadable), services, paths, sound: unreadable.Count == 0);
    }

    private static void Emit(
        SourceProductionContext production, MessageCatalog catalog, List<ServiceSpec> services,
        Dictionary<string, (string Path, string Text)> paths, bool sound)
    {
        foreach (var message in catalog.Messages)
        {
            if (catalog.FirstProblem(message) is { } problem)
            {
                Report(production, paths[message.FullName], problem.Line, problem.Message);
                sound = false;
            }
        }

        if (!sound)
        {
            return;
        }

        foreach (var message in catalog.Messages.Where(message => !message.IsForHashOnly))
        {
            var hint = message.FullName.Replace('/', '.');
            production.AddSource(hint + ".g.cs", SourceText.From(MessageEmitter.Emit(catalog, message), Encoding.UTF8));
            if (ViewEmitter.Supports(catalog, message))
            {
                production.AddSource(hint + "View.g.cs", SourceText.From(ViewEmitter.Emit(message), Encoding.UTF8));
            }
        }

        production.AddSource("MessageTypes.g.cs",
            SourceText.From(RegistryEmitter.Emit(catalog, services), Encoding.UTF8));
    }

    private static bool IsService(string path) => path.EndsWith(".srv", System.StringComparison.Ordinal);

    private static void Report(SourceProductionContext production, (string Path, string Text) file, int line,
        string problem)
    {
        var position = new LinePosition(line, 0);
        var location = Location.Create(file.Path, default, new LinePositionSpan(position, position));
        production.ReportDiagnostic(Diagnostic.Create(BadMessage, location, problem));
    }
}
