using Perception.Imaging;

namespace Perception.Preprocessing;

/// <summary>
/// Rows of an image as B, G, R: where they lie if they are three bytes a pixel already, else converted, the last two
/// kept.
/// </summary>
internal unsafe ref struct ConvertedRows(Image image, byte* firstBuffer, byte* secondBuffer)
{
    private readonly bool _asTheyLie = RowConverter.IsPacked(image.Format);
    private int _first = -1;
    private int _second = -1;

    /// <summary>Row <paramref name="row"/>; what was returned for row <paramref name="keep"/> stays valid.</summary>
    public byte* Get(int row, int keep)
    {
        if (_asTheyLie)
        {
            return image.Data + (long)row * image.Stride;
        }

        if (_first == row)
        {
            return firstBuffer;
        }

        if (_second == row)
        {
            return secondBuffer;
        }

        if (_first == keep)
        {
            _second = row;
            RowConverter.ToBgr(image, row, secondBuffer);
            return secondBuffer;
        }

        _first = row;
        RowConverter.ToBgr(image, row, firstBuffer);
        return firstBuffer;
    }
}
