namespace Ros2DotNet.Diagnostics;

/// <summary>A level and a sentence that is put together without making strings.</summary>
internal sealed class DiagnosticSummary
{
    private char[] _text = new char[128];
    private int _length;

    public DiagnosticLevel Level { get; private set; }

    public ReadOnlySpan<char> Message => _text.AsSpan(0, _length);

    public void Set(DiagnosticLevel level, ReadOnlySpan<char> message)
    {
        Level = level;
        _length = 0;
        Append(message);
    }

    /// <summary>Messages that are equally good or bad are joined; otherwise the bad one stays. The level is the
    /// worse.</summary>
    public void Merge(DiagnosticLevel level, ReadOnlySpan<char> message)
    {
        if (level != DiagnosticLevel.Ok == (Level != DiagnosticLevel.Ok))
        {
            if (_length > 0 && message.Length > 0)
            {
                Append("; ");
            }

            Append(message);
        }
        else if (level > Level)
        {
            _length = 0;
            Append(message);
        }

        Level = level > Level ? level : Level;
    }

    private void Append(ReadOnlySpan<char> text)
    {
        if (_length + text.Length > _text.Length)
        {
            Array.Resize(ref _text, Math.Max(2 * _text.Length, _length + text.Length));
        }

        text.CopyTo(_text.AsSpan(_length));
        _length += text.Length;
    }
}
