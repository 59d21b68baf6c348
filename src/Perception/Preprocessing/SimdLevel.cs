using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Perception.Preprocessing;

/// <summary>The vector instructions a kernel may use. All levels give the same bits.</summary>
internal enum SimdLevel { Portable, AdvSimd, Avx2, Avx512 }

internal static class SimdLevels
{
    public static SimdLevel Best { get; } =
        Avx512BW.IsSupported ? SimdLevel.Avx512
        : Avx2.IsSupported ? SimdLevel.Avx2
        : AdvSimd.Arm64.IsSupported ? SimdLevel.AdvSimd
        : SimdLevel.Portable;

    public static bool IsSupported(SimdLevel level) => level switch
    {
        SimdLevel.Avx512 => Avx512BW.IsSupported,
        SimdLevel.Avx2 => Avx2.IsSupported,
        SimdLevel.AdvSimd => AdvSimd.Arm64.IsSupported,
        _ => true,
    };
}
