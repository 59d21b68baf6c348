using System.Runtime.CompilerServices;

namespace Ros2DotNet;

/// <summary>
/// A growable ROS sequence that keeps its elements when it shrinks, so that a message that is filled again and again
/// allocates nothing. Elements that are messages or strings are never null.
/// </summary>
/// <typeparam name="T">A primitive, a string, or a message class.</typeparam>
public sealed class Sequence<T>
{
    private T[] _items = [];

    /// <summary>An empty sequence.</summary>
    public Sequence()
    {
    }

    /// <summary>A sequence of the values that the message type gives as default.</summary>
    public Sequence(ReadOnlySpan<T> values) => Assign(values);

    /// <summary>Elements in use.</summary>
    public int Count { get; private set; }

    /// <summary>Element <paramref name="index"/>, below <see cref="Count"/>.</summary>
    public ref T this[int index] => ref AsSpan()[index];

    /// <summary>The elements in use; valid until the sequence grows.</summary>
    public Span<T> AsSpan() => _items.AsSpan(0, Count);

    /// <summary>A copy of the elements in use.</summary>
    public T[] ToArray() => AsSpan().ToArray();

    /// <summary>Appends an element as it was left when it was last in use, for the caller to fill.</summary>
    public ref T Add()
    {
        Resize(Count + 1);
        return ref _items[Count - 1];
    }

    /// <summary>Appends a value.</summary>
    public void Add(T value) => Add() = value;

    /// <summary>Forgets the elements and keeps their memory.</summary>
    public void Clear() => Count = 0;

    /// <summary>Sets the number of elements; what comes into use again is as it was left.</summary>
    public void Resize(int count)
    {
        EnsureCapacity(count);
        Count = count;
    }

    /// <summary>Replaces the content.</summary>
    public void Assign(ReadOnlySpan<T> values)
    {
        Resize(values.Length);
        values.CopyTo(_items);
    }

    /// <summary>Makes room for <paramref name="capacity"/> elements.</summary>
    public void EnsureCapacity(int capacity)
    {
        if (capacity <= _items.Length)
        {
            return;
        }

        var from = _items.Length;
        // A first size is taken as it is: images and clouds come in one size and should not cost twice their memory.
        Array.Resize(ref _items, from == 0 ? capacity : Math.Max(capacity, 2 * from));
        Fill(_items.AsSpan(from));
    }

    /// <summary>An array whose elements exist, for fixed arrays of messages and strings.</summary>
    public static T[] NewArray(int length)
    {
        var items = new T[length];
        Fill(items);
        return items;
    }

    private static void Fill(Span<T> items)
    {
        if (typeof(T) == typeof(string))
        {
            var empty = "";
            items.Fill(Unsafe.As<string, T>(ref empty));
        }
        else if (!typeof(T).IsValueType)
        {
            foreach (ref var item in items)
            {
                item = Activator.CreateInstance<T>();
            }
        }
    }
}
