using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Ros2DotNet.Generator;

namespace Ros2DotNet.Tests.Generator;

/// <summary>Runs the generator on texts and compiles what it makes, as a build would.</summary>
internal sealed class GeneratorRun
{
    private GeneratorRun(ImmutableArray<Diagnostic> reported, IEnumerable<Diagnostic> compiled, string code)
    {
        Reported = reported;
        CompilerErrors = [.. compiled.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        Code = code;
    }

    /// <summary>What the generator says of the .msg files.</summary>
    public ImmutableArray<Diagnostic> Reported { get; }

    /// <summary>What the compiler says of the generated code: nothing, or the generator is at fault.</summary>
    public ImmutableArray<Diagnostic> CompilerErrors { get; }

    public string Code { get; }

    public static GeneratorRun Of(params (string Path, string Text)[] files)
    {
        // Named like this assembly, so that the library's internals are visible to the generated code.
        var compilation = CSharpCompilation.Create(
            typeof(GeneratorRun).Assembly.GetName().Name,
            references: ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            options: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        var driver = CSharpGeneratorDriver.Create(
            [new MessageGenerator().AsSourceGenerator()], files.Select(file => new MemoryText(file.Path, file.Text)));
        driver.RunGeneratorsAndUpdateCompilation(compilation, out var updated, out var reported);
        var code = string.Join('\n', updated.SyntaxTrees.Select(tree => tree.ToString()));
        return new GeneratorRun(reported, updated.GetDiagnostics(), code);
    }

    /// <summary>One message, <c>test_msgs/msg/Sample</c>.</summary>
    public static GeneratorRun OfSample(string text) => Of(("/msg/test_msgs/msg/Sample.msg", text));

    private sealed class MemoryText(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
