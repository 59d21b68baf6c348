using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Ros2DotNet.Generator;

/// <summary>Compiles the <c>.msg</c> files among the additional files: <c>.../pkg/msg/Type.msg</c> becomes a class of its own.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class MessageGenerator : IIncrementalGenerator
{
    private static readonly DiagnosticDescriptor BadMessage = new(
        "ROS001", "Message file cannot be compiled", "{0}", "Ros2DotNet", DiagnosticSeverity.Error, isEnabledByDefault: true);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var files = context.AdditionalTextsProvider
            .Where(static file => file.Path.EndsWith(".msg", System.StringComparison.Ordinal))
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
        var unreadable = new HashSet<string>();
        foreach (var file in files)
        {
            var name = Path.GetFileNameWithoutExtension(file.Path);
            var package = Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(file.Path)) ?? "");
            try
            {
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

        Emit(production, new MessageCatalog(messages, unreadable), paths, sound: unreadable.Count == 0);
    }

    private static void Emit(
        SourceProductionContext production, MessageCatalog catalog, Dictionary<string, (string Path, string Text)> paths, bool sound)
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

        foreach (var message in catalog.Messages)
        {
            var hint = message.FullName.Replace('/', '.');
            production.AddSource(hint + ".g.cs", SourceText.From(MessageEmitter.Emit(catalog, message), Encoding.UTF8));
            if (ViewEmitter.Supports(catalog, message))
            {
                production.AddSource(hint + "View.g.cs", SourceText.From(ViewEmitter.Emit(message), Encoding.UTF8));
            }
        }

        production.AddSource("MessageTypes.g.cs", SourceText.From(RegistryEmitter.Emit(catalog), Encoding.UTF8));
    }

    private static void Report(SourceProductionContext production, (string Path, string Text) file, int line, string problem)
    {
        var position = new LinePosition(line, 0);
        var location = Location.Create(file.Path, default, new LinePositionSpan(position, position));
        production.ReportDiagnostic(Diagnostic.Create(BadMessage, location, problem));
    }
}
