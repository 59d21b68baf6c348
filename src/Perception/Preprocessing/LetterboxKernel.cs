using Perception.Imaging;

namespace Perception.Preprocessing;

/// <summary>
/// Colour conversion, bilinear resize, letterbox, channel order, layout, type and normalisation in one pass over the
/// image, straight into the network's input buffer. Within one grey level of OpenCV's resize (INTER_LINEAR) and
/// copyMakeBorder. Not thread-safe: one kernel for each stage that runs it.
/// </summary>
public sealed unsafe class LetterboxKernel : IDisposable
{
    private readonly PreprocessingSpec _spec;
    private readonly SimdLevel _level;
    private readonly float[] _factors = new float[3];
    private readonly float[] _offsets = new float[3];
    private LetterboxPlan? _plan;

    /// <summary>A kernel for one network input.</summary>
    public LetterboxKernel(PreprocessingSpec spec) : this(spec, SimdLevels.Best)
    {
    }

    internal LetterboxKernel(PreprocessingSpec spec, SimdLevel level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(spec.Width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(spec.Height, 1);
        _spec = spec;
        _level = level;
        float[] means = [spec.Mean.First, spec.Mean.Second, spec.Mean.Third];
        float[] scales = [spec.Scale.First, spec.Scale.Second, spec.Scale.Third];
        for (var channel = 0; channel < 3; channel++)
        {
            _factors[channel] = scales[channel] / (1 << RowBlend.Shift);
            _offsets[channel] = -means[channel] * scales[channel];
        }
    }

    /// <summary>What the network expects.</summary>
    public PreprocessingSpec Spec => _spec;

    /// <summary>
    /// Fills <see cref="PreprocessingSpec.ByteLength"/> bytes at <paramref name="destination"/>; allocates only when
    /// the image size changes.
    /// </summary>
    /// <param name="source">The image, of any format.</param>
    /// <param name="destination">The network's input.</param>
    /// <param name="border">Of a destination that only letterboxes write to: saves writing the same border again.
    /// Without one it is written each time.</param>
    public LetterboxTransform Run(Image source, nint destination, LetterboxBorder? border = null)
    {
        if (_plan is null || _plan.SourceWidth != source.Width || _plan.SourceHeight != source.Height)
        {
            _plan?.Dispose();
            _plan = new LetterboxPlan(_spec, source.Width, source.Height);
        }

        if (border is null || border.Renew(_spec, destination, _plan))
        {
            Pad(_plan, (byte*)destination);
        }

        var rows = new ConvertedRows(source, _plan.FirstRow, _plan.SecondRow);
        var atOnce = _plan.IsUnscaled && _level >= SimdLevel.Avx512 &&
            _spec is { ElementType: TensorElementType.Float32, Layout: TensorLayout.Nchw };
        var swap = source.Format == PixelFormat.Rgb8 != (_spec.Order == ChannelOrder.Rgb);
        for (var y = 0; y < _plan.Height; y++)
        {
            if (atOnce)
            {
                ToFloats(_plan, rows.Get(y, keep: y), y + _plan.OffsetY, swap, (float*)destination);
                continue;
            }

            if (_plan.IsUnscaled && _level != SimdLevel.Portable)
            {
                PlaneSplit.Split(_plan, rows.Get(y, keep: y));
            }
            else
            {
                Blend(_plan, source, ref rows, y);
            }

            Store(_plan, y + _plan.OffsetY, swap, (byte*)destination);
        }

        return _plan.Transform;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _plan?.Dispose();
        _plan = null;
    }

    private void Blend(LetterboxPlan plan, Image source, ref ConvertedRows rows, int y)
    {
        var (near, far, weight) = plan.Rows[y];
        var a = rows.Get(near, keep: far);
        var b = rows.Get(far, keep: near);
        if (_level == SimdLevel.Avx512Vbmi && plan.Groups > 0)
        {
            var (nextNear, nextFar, _) = plan.Rows[Math.Min(y + 1, plan.Height - 1)];
            GroupBlend.Blend(plan, a, b, weight, source.Data + (long)nextNear * source.Stride,
                source.Data + (long)nextFar * source.Stride);
        }
        else
        {
            RowBlend.Blend(a, b, weight, plan.BlendedRow, 3 * source.Width, _level);
            ColumnBlend.Blend(plan, _level);
        }
    }

    private void ToFloats(LetterboxPlan plan, byte* pixels, int row, bool swap, float* destination)
    {
        var first = destination + (long)row * _spec.Width + plan.OffsetX;
        var plane = (long)_spec.Width * _spec.Height;
        PlaneSplit.ToFloats(pixels, plan.Width, Channel(swap ? 2 : 0), Channel(1), Channel(swap ? 0 : 2));

        FloatRow Channel(int channel) => new(first + channel * plane, _factors[channel], _offsets[channel]);
    }

    private void Store(LetterboxPlan plan, int row, bool swap, byte* destination)
    {
        var first = plan.Planes + (swap ? 2 : 0) * plan.PlaneStride;
        var second = plan.Planes + plan.PlaneStride;
        var third = plan.Planes + (swap ? 0 : 2) * plan.PlaneStride;
        var pixel = (long)row * _spec.Width + plan.OffsetX;
        var plane = (long)_spec.Width * _spec.Height;
        switch (_spec.ElementType, _spec.Layout)
        {
            case (TensorElementType.Float32, TensorLayout.Nchw):
                var floats = (float*)destination + pixel;
                RowStore.Float(first, floats, plan.Width, _factors[0], _offsets[0]);
                RowStore.Float(second, floats + plane, plan.Width, _factors[1], _offsets[1]);
                RowStore.Float(third, floats + 2 * plane, plan.Width, _factors[2], _offsets[2]);
                break;
            case (TensorElementType.Float32, _):
                RowStore.FloatInterleaved(
                    first, second, third, (float*)destination + 3 * pixel, plan.Width, _factors, _offsets);
                break;
            case (_, TensorLayout.Nchw):
                RowStore.Byte(first, destination + pixel, plan.Width);
                RowStore.Byte(second, destination + pixel + plane, plan.Width);
                RowStore.Byte(third, destination + pixel + 2 * plane, plan.Width);
                break;
            default:
                RowStore.ByteInterleaved(first, second, third, destination + 3 * pixel, plan.Width);
                break;
        }
    }

    private void Pad(LetterboxPlan plan, byte* destination)
    {
        if (plan.Width == _spec.Width && plan.Height == _spec.Height)
        {
            return;
        }

        var planes = _spec.Layout == TensorLayout.Nchw ? 3 : 1;
        var perPixel = _spec.Layout == TensorLayout.Nchw ? 1 : 3;
        for (var plane = 0; plane < planes; plane++)
        {
            for (var y = 0; y < _spec.Height; y++)
            {
                var row = ((long)plane * _spec.Height + y) * _spec.Width * perPixel;
                var inside = y >= plan.OffsetY && y < plan.OffsetY + plan.Height;
                if (!inside)
                {
                    PadRange(destination, row, _spec.Width * perPixel, plane);
                    continue;
                }

                PadRange(destination, row, plan.OffsetX * perPixel, plane);
                var end = plan.OffsetX + plan.Width;
                PadRange(destination, row + end * perPixel, (_spec.Width - end) * perPixel, plane);
            }
        }
    }

    private void PadRange(byte* destination, long start, int count, int plane)
    {
        if (_spec.ElementType == TensorElementType.UInt8)
        {
            new Span<byte>(destination + start, count).Fill(_spec.PadValue);
            return;
        }

        var floats = (float*)destination + start;
        if (_spec.Layout == TensorLayout.Nchw)
        {
            new Span<float>(floats, count).Fill(PadLevel(plane));
            return;
        }

        for (var i = 0; i < count; i++)
        {
            floats[i] = PadLevel(i % 3);
        }
    }

    private float PadLevel(int channel) => (_spec.PadValue << RowBlend.Shift) * _factors[channel] + _offsets[channel];
}
