using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Perception.Toolchain.Quantization;

/// <summary>
/// The weights of one output on their way from the nearest whole numbers to those with the least d^T M d, where d are
/// the differences that rounding makes and M is E[xx^T] of what they meet.
/// </summary>
internal readonly ref struct WeightRounding
{
    // Of a step: what is nearer to one lies on it, as the largest weight of each scale does, and stays there.
    private const float OnStep = 1e-4f;

    // Of the objective: less is nothing but rounding of the sums.
    private const float LeastGain = 1e-6f;

    private readonly ReadOnlySpan<float> _moment;
    private readonly float[] _difference, _slope, _move, _cost;
    private readonly float _scale;

    public WeightRounding(ReadOnlySpan<float> weights, float scale, ReadOnlySpan<float> moment)
    {
        _moment = moment;
        _scale = scale;
        Numbers = new sbyte[weights.Length];
        (_difference, _slope) = (new float[weights.Length], new float[weights.Length]);
        (_move, _cost) = (new float[weights.Length], new float[weights.Length]);
        for (var i = 0; i < weights.Length; i++)
        {
            Numbers[i] = (sbyte)Math.Clamp(MathF.Round(weights[i] / scale), -127, 127);
            _difference[i] = Numbers[i] * scale - weights[i];
            _move[i] = MoveOf(i);
        }

        for (var i = 0; i < weights.Length; i++) _slope[i] = TensorPrimitives.Dot(Row(i), _difference);
    }

    public sbyte[] Numbers { get; }

    /// <summary>Turns over every weight that pays alone; tells whether there was one.</summary>
    public bool TurnOne()
    {
        var turned = false;
        for (var i = 0; i < Numbers.Length; i++)
        {
            if (_move[i] == 0 || Cost(i) >= -LeastGain * _move[i] * _move[i] * Row(i)[i]) continue;
            Turn(i);
            turned = true;
        }

        return turned;
    }

    /// <summary>
    /// Turns over pairs that pay together, each weight with its best partner; tells whether there was one.
    /// </summary>
    public bool TurnTwo()
    {
        var turned = false;
        for (var i = 0; i < Numbers.Length; i++) _cost[i] = Cost(i);
        for (var i = 0; i < Numbers.Length; i++)
        {
            if (_move[i] == 0) continue;
            var row = Row(i);
            var (best, least) = (-1, -LeastGain * _move[i] * _move[i] * row[i]);
            for (var j = 0; j < Numbers.Length; j++)
            {
                var change = _cost[i] + _cost[j] + 2 * _move[i] * _move[j] * row[j];
                if (j != i && _move[j] != 0 && change < least) (best, least) = (j, change);
            }

            if (best < 0) continue;
            Turn(i);
            Turn(best);
            for (var j = 0; j < Numbers.Length; j++) _cost[j] = Cost(j);
            turned = true;
        }

        return turned;
    }

    // What the objective changes by when a weight alone goes to its other neighbour.
    private float Cost(int i) => 2 * _move[i] * _slope[i] + _move[i] * _move[i] * Row(i)[i];

    private void Turn(int i)
    {
        var move = _move[i];
        Numbers[i] += (sbyte)Math.Sign(move);
        _difference[i] += move;
        _move[i] = -move;
        TensorPrimitives.MultiplyAdd(Row(i), move, _slope, _slope);
    }

    // To the other neighbour, and from there back; none for what lies on a step or would leave the range.
    private float MoveOf(int i)
    {
        var step = _difference[i] > 0 ? -1 : 1;
        return Math.Abs(_difference[i]) < OnStep * _scale || Numbers[i] + step is < -127 or > 127 ? 0 : step * _scale;
    }

    private ReadOnlySpan<float> Row(int i) => _moment.Slice(i * Numbers.Length, Numbers.Length);
}
