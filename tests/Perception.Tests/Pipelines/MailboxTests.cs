using Perception.Pipelines;

namespace Perception.Tests.Pipelines;

public sealed class MailboxTests
{
    [Fact]
    public void A_newer_item_displaces_disposes_and_counts_the_one_that_waits()
    {
        var mailbox = new Mailbox<Parcel>();
        var (first, second) = (new Parcel(), new Parcel());
        mailbox.Post(first);
        mailbox.Post(second);

        Assert.True(mailbox.TryTake(out var taken));
        Assert.Same(second, taken);
        Assert.Equal((1, 0, 1L), (first.Disposals, second.Disposals, mailbox.Displaced));
    }

    [Fact]
    public void Handing_waits_until_the_previous_item_is_taken()
    {
        var mailbox = new Mailbox<Parcel>();
        Parcel[] parcels = [new(), new(), new()];
        var sender = new Thread(() => Array.ForEach(parcels, p => mailbox.Hand(p)));
        sender.Start();
        foreach (var parcel in parcels)
        {
            Assert.True(mailbox.TryTake(out var taken));
            Assert.Same(parcel, taken);
        }

        sender.Join();
        Assert.Equal(0, mailbox.Displaced);
    }

    [Fact]
    public void Closing_wakes_both_sides_and_disposes_what_is_left()
    {
        var mailbox = new Mailbox<Parcel>();
        var (waiting, handed, late) = (new Parcel(), new Parcel(), new Parcel());
        mailbox.Post(waiting);
        var accepted = true;
        var sender = new Thread(() => accepted = mailbox.Hand(handed));
        sender.Start();
        mailbox.Close();
        sender.Join();
        mailbox.Post(late);

        Assert.False(accepted);
        Assert.False(mailbox.TryTake(out _));
        Assert.Equal((1, 1, 1), (waiting.Disposals, handed.Disposals, late.Disposals));
    }

    [Fact]
    public void Posting_and_taking_allocates_nothing()
    {
        var mailbox = new Mailbox<Parcel>();
        var parcel = new Parcel();
        SteadyState.AllocatesNothing(() =>
        {
            mailbox.Post(parcel);
            mailbox.TryTake(out _);
        }, 1000);
    }

    private sealed class Parcel : IDisposable
    {
        public int Disposals { get; private set; }

        public void Dispose() => Disposals++;
    }
}
