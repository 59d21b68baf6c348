using System.Runtime.InteropServices;

namespace Perception.Inference.Rknn.Native;

/// <summary>The eight functions of librknnrt that are used, by their own names.</summary>
internal static unsafe partial class RknnRt
{
    public const string Library = "rknnrt";

    // rknn_query_cmd
    public const int QueryCounts = 0, QueryInput = 1, QueryOutput = 2, QueryVersion = 5;

    [LibraryImport(Library)]
    public static partial int rknn_init(ulong* context, void* model, uint size, uint flags, void* extend);

    [LibraryImport(Library)]
    public static partial int rknn_destroy(ulong context);

    [LibraryImport(Library)]
    public static partial int rknn_query(ulong context, int command, void* info, uint size);

    [LibraryImport(Library)]
    public static partial int rknn_set_core_mask(ulong context, int mask);

    [LibraryImport(Library)]
    public static partial int rknn_inputs_set(ulong context, uint count, RknnInput* inputs);

    [LibraryImport(Library)]
    public static partial int rknn_run(ulong context, void* extend);

    [LibraryImport(Library)]
    public static partial int rknn_outputs_get(ulong context, uint count, RknnOutput* outputs, void* extend);

    [LibraryImport(Library)]
    public static partial int rknn_outputs_release(ulong context, uint count, RknnOutput* outputs);
}
