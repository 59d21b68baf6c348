namespace Perception.Toolchain.Quantization;

/// <summary>
/// Looks for few layers that have to stay in float: doubles their number, most sensitive first, until accuracy is
/// within the budget; halves the distance to the largest number that was not; then gives back one by one, from the
/// least sensitive on, those that are not needed. A layer looks sensitive alone that does no harm in company, so the
/// last step pays.
/// </summary>
public static class FloatLayerSearch
{
    /// <summary>The layers to keep in float; null where not even all of them are enough.</summary>
    /// <param name="order">All layers, the most sensitive first.</param>
    /// <param name="isWithin">Whether accuracy is within the budget with these in float.</param>
    /// <param name="mostTries">How often accuracy may be measured when giving back.</param>
    public static IReadOnlySet<string>? Run(
        IReadOnlyList<string> order, Func<IReadOnlySet<string>, bool> isWithin, int mostTries = 24)
    {
        var kept = new HashSet<string>();
        if (isWithin(kept)) return kept;
        var (tooFew, enough) = (0, 1);
        while (!isWithin(First(order, enough)))
        {
            if (enough == order.Count) return null;
            (tooFew, enough) = (enough, Math.Min(2 * enough, order.Count));
        }

        while (enough - tooFew > 1)
        {
            var middle = (tooFew + enough) / 2;
            if (isWithin(First(order, middle))) enough = middle;
            else tooFew = middle;
        }

        // The last of them was needed: without it the budget was missed.
        kept = First(order, enough);
        foreach (var layer in order.Take(enough - 1).Reverse().Take(mostTries))
        {
            kept.Remove(layer);
            if (!isWithin(kept)) kept.Add(layer);
        }

        return kept;
    }

    private static HashSet<string> First(IReadOnlyList<string> order, int count) => [.. order.Take(count)];
}
