using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Perception.Preprocessing;

/// <summary>
/// The vector instructions a kernel may use; <c>Vector128</c> is NEON on ARM and SSSE3 on x86. All levels give the same
/// bits.
/// </summary>
internal enum SimdLevel { Portable, Vector128, Avx2, Avx512, Avx512Vbmi }

internal static class SimdLevels
{
    public static SimdLevel Best { get; } = Enum.GetValues<SimdLevel>().Last(IsSupported);

    public static bool IsSupported(SimdLevel level) => level switch
    {
        SimdLevel.Avx512Vbmi => Avx512Vbmi.IsSupported,
        SimdLevel.Avx512 => Avx512BW.IsSupported,
        SimdLevel.Avx2 => Avx2.IsSupported,
        SimdLevel.Vector128 => Ssse3.IsSupported || AdvSimd.Arm64.IsSupported,
        _ => true,
    };
}
