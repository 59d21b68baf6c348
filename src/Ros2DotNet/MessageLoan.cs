using Ros2DotNet.Dds;
using Ros2DotNet.Dds.Native;

namespace Ros2DotNet;

/// <summary>
/// A received message where it lies: CDR in Cyclone's own memory, not copied. The holder may keep it and read it on any
/// thread, past the end of its context too, and gives it back with <see cref="Dispose"/>. The objects are pooled: after
/// that call the loan is not to be touched.
/// </summary>
public sealed unsafe class MessageLoan : IDisposable
{
    // Not a Lock: that allocates a wait event when it is first contended.
    private static readonly object Gate = new();
    private static readonly Stack<MessageLoan> Free = new(64);
    private static long _outstanding;

    private nint _serdata;
    private nint _reference;
    private DomainLease _domain = null!;
    private IoVector _vector;

    private MessageLoan()
    {
    }

    /// <summary>Loans that have not been given back.</summary>
    public static long Outstanding => Interlocked.Read(ref _outstanding);

    /// <summary>The message with its 4-byte encapsulation header.</summary>
    public ReadOnlySpan<byte> Cdr => new((void*)_vector.Base, (int)_vector.Length);

    /// <summary>Where <see cref="Cdr"/> lies.</summary>
    public nint Address => _vector.Base;

    /// <summary>Bytes of <see cref="Cdr"/>.</summary>
    public int Length => (int)_vector.Length;

    /// <summary>When the writer wrote it, in nanoseconds of its system clock.</summary>
    public long SourceTimestampNs { get; private set; }

    /// <summary>Whether it lies in memory that iceoryx shares between the processes of this machine.</summary>
    public bool IsFromSharedMemory { get; private set; }

    /// <summary>When it was taken, in <see cref="System.Diagnostics.Stopwatch"/> ticks.</summary>
    public long ReceivedTicks { get; private set; }

    /// <summary>Cyclone's own object.</summary>
    internal nint Serdata => _serdata;

    /// <inheritdoc/>
    public void Dispose()
    {
        var serdata = Interlocked.Exchange(ref _serdata, 0);
        if (serdata == 0)
        {
            return;
        }

        if (_reference != 0)
        {
            fixed (IoVector* vector = &_vector)
            {
                Ddsc.ddsi_serdata_to_ser_unref(_reference, vector);
            }
        }

        Ddsc.ddsi_serdata_unref(serdata);
        _vector = default;
        _domain.Release();
        Interlocked.Decrement(ref _outstanding);
        lock (Gate)
        {
            Free.Push(this);
        }
    }

    /// <summary>Takes a reference of its own of <paramref name="serdata"/>.</summary>
    internal static MessageLoan RentShared(nint serdata, long sourceTimestampNs, DomainLease domain) =>
        Rent(Ddsc.ddsi_serdata_ref(serdata), sourceTimestampNs, domain);

    /// <summary>Takes over one reference of <paramref name="serdata"/>.</summary>
    internal static MessageLoan Rent(nint serdata, long sourceTimestampNs, DomainLease domain)
    {
        MessageLoan? loan;
        lock (Gate)
        {
            Free.TryPop(out loan);
        }

        loan ??= new MessageLoan();
        domain.AddReference();
        loan._domain = domain;
        loan._serdata = serdata;
        loan.SourceTimestampNs = sourceTimestampNs;
        loan.ReceivedTicks = System.Diagnostics.Stopwatch.GetTimestamp();
        loan.IsFromSharedMemory = SharedMemory.TryRead(serdata, out loan._vector);
        loan._reference = 0;
        if (!loan.IsFromSharedMemory)
        {
            loan.Reference(serdata);
        }

        Interlocked.Increment(ref _outstanding);
        return loan;
    }

    private void Reference(nint serdata)
    {
        fixed (IoVector* vector = &_vector)
        {
            _reference = Ddsc.ddsi_serdata_to_ser_ref(serdata, 0, Ddsc.ddsi_serdata_size(serdata), vector);
        }
    }
}
