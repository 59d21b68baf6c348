namespace Perception.Preprocessing;

/// <summary>
/// What is known about the area beside the picture in one destination, so that it is written only when the picture's
/// place in it changes. Belongs to a buffer that nobody writes to but <see cref="LetterboxKernel"/>.
/// </summary>
public sealed class LetterboxBorder
{
    private (PreprocessingSpec? Spec, nint Destination, int X, int Y, int Width, int Height) _written;

    /// <summary>Whether the border has to be written; notes that it is going to be.</summary>
    internal bool Renew(PreprocessingSpec spec, nint destination, LetterboxPlan plan)
    {
        var wanted = (spec, destination, plan.OffsetX, plan.OffsetY, plan.Width, plan.Height);
        if (wanted == _written)
        {
            return false;
        }

        _written = wanted;
        return true;
    }
}
