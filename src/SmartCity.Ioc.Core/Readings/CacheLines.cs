using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SmartCity.Ioc.Readings;

/// <summary>
/// Asks the processor for memory that is wanted soon, and does not wait for it. What a city has of its devices is in no cache: among a hundred
/// thousand each first look at one costs some 100 ns, and asked for in a loop of nothing else a dozen or more are on their way at once.
/// Changes nothing.
/// </summary>
public static class CacheLines
{
    private const int LineBytes = 64;

    /// <summary>All lines of a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Ask<T>(ref readonly T value)
        where T : struct
    {
        ref var first = ref Unsafe.As<T, byte>(ref Unsafe.AsRef(in value));
        for (var at = 0; at < Unsafe.SizeOf<T>() - 1; at += LineBytes)
        {
            AskLine(ref Unsafe.Add(ref first, at));
        }

        AskLine(ref Unsafe.Add(ref first, Unsafe.SizeOf<T>() - 1));
    }

    /// <summary>The lines of the first bytes of a block.</summary>
    /// <param name="most">How many bytes may be wanted.</param>
    public static void Ask(ReadOnlySpan<byte> bytes, int most)
    {
        var wanted = bytes[..Math.Min(most, bytes.Length)];
        for (var at = 0; at < wanted.Length - 1; at += LineBytes)
        {
            AskLine(ref Unsafe.AsRef(in wanted[at]));
        }

        if (wanted.Length > 0)
        {
            AskLine(ref Unsafe.AsRef(in wanted[^1]));
        }
    }

    // An address may be old by the time when it is used, as the collector moves things: then the wrong line comes, and nothing else happens.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void AskLine(ref byte at)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref at));
        }
        else
        {
            // The framework has no such instruction for other processors: they wait for the line, but for several at once.
            _ = Volatile.Read(ref at);
        }
    }
}
