namespace Perception.Toolchain.Pruning;

/// <summary>What accuracy it costs to prune one group alone.</summary>
/// <param name="Group">The group.</param>
/// <param name="Measured">Shares of its channels that were gone, ascending and above 0, and what was lost.</param>
public sealed record GroupLoss(ChannelGroup Group, IReadOnlyList<(double Share, double Loss)> Measured)
{
    /// <summary>
    /// What is lost without a share of the channels: between measurements on a straight line, beyond the last one as
    /// steeply as before it, and never less than with a smaller share.
    /// </summary>
    public double At(double share)
    {
        var (from, to) = ((Share: 0.0, Loss: 0.0), (Share: 0.0, Loss: 0.0));
        foreach (var (next, loss) in Measured)
        {
            if (to.Share >= share) break;
            (from, to) = (to, (next, Math.Max(loss, to.Loss)));
        }

        return to.Share == from.Share
            ? to.Loss
            : from.Loss + (to.Loss - from.Loss) * (share - from.Share) / (to.Share - from.Share);
    }
}
