using System.Runtime.InteropServices;

namespace Perception.Inference.Hailo.Native;

/// <summary>The C interface of HailoRT 4.20 to 4.23, by its own names.</summary>
internal static unsafe partial class HailoRt
{
    public const string Library = "hailort";

    [LibraryImport(Library)]
    public static partial int hailo_get_library_version(HailoVersion* version);

    [LibraryImport(Library)]
    public static partial byte* hailo_get_status_message(int status);

    [LibraryImport(Library)]
    public static partial int hailo_scan_devices(void* parameters, HailoDeviceId* ids, nuint* count);

    [LibraryImport(Library)]
    public static partial int hailo_init_vdevice_params(HailoVDeviceParams* parameters);

    [LibraryImport(Library)]
    public static partial int hailo_create_vdevice(HailoVDeviceParams* parameters, nint* device);

    [LibraryImport(Library)]
    public static partial int hailo_release_vdevice(nint device);

    [LibraryImport(Library)]
    public static partial int hailo_get_physical_devices(nint device, nint* devices, nuint* count);

    [LibraryImport(Library)]
    public static partial int hailo_identify(nint physical, HailoIdentity* identity);

    [LibraryImport(Library)]
    public static partial int hailo_create_hef_file(nint* hef, byte* path);

    [LibraryImport(Library)]
    public static partial int hailo_release_hef(nint hef);

    [LibraryImport(Library)]
    public static partial int hailo_hef_get_all_vstream_infos(nint hef, byte* name, HailoVStreamInfo* infos,
        nuint* count);

    [LibraryImport(Library)]
    public static partial int hailo_configure_vdevice(nint device, nint hef, void* parameters, nint* groups,
        nuint* count);

    [LibraryImport(Library)]
    public static partial int hailo_init_configure_params_by_vdevice(nint hef, nint device, void* parameters);

    [LibraryImport(Library)]
    public static partial int hailo_get_latency_measurement(nint group, byte* network, double* milliseconds);

    [LibraryImport(Library)]
    public static partial int hailo_make_input_vstream_params(
        nint group, byte unused, HailoFormatType type, HailoVStreamParams* parameters, nuint* count);

    [LibraryImport(Library)]
    public static partial int hailo_make_output_vstream_params(
        nint group, byte unused, HailoFormatType type, HailoVStreamParams* parameters, nuint* count);

    [LibraryImport(Library)]
    public static partial int hailo_create_input_vstreams(nint group, HailoVStreamParams* parameters, nuint count,
        nint* streams);

    [LibraryImport(Library)]
    public static partial int hailo_create_output_vstreams(nint group, HailoVStreamParams* parameters, nuint count,
        nint* streams);

    [LibraryImport(Library)]
    public static partial int hailo_release_input_vstreams(nint* streams, nuint count);

    [LibraryImport(Library)]
    public static partial int hailo_release_output_vstreams(nint* streams, nuint count);

    [LibraryImport(Library)]
    public static partial int hailo_get_input_vstream_frame_size(nint stream, nuint* bytes);

    [LibraryImport(Library)]
    public static partial int hailo_get_output_vstream_frame_size(nint stream, nuint* bytes);

    [LibraryImport(Library)]
    public static partial int hailo_vstream_write_raw_buffer(nint stream, void* buffer, nuint bytes);

    [LibraryImport(Library)]
    public static partial int hailo_vstream_read_raw_buffer(nint stream, void* buffer, nuint bytes);

    [LibraryImport(Library)]
    public static partial int hailo_get_chip_temperature(nint physical, HailoTemperature* temperature);

    [LibraryImport(Library)]
    public static partial int hailo_stop_power_measurement(nint physical);

    [LibraryImport(Library)]
    public static partial int hailo_set_power_measurement(nint physical, int buffer, int rail, int type);

    [LibraryImport(Library)]
    public static partial int hailo_start_power_measurement(nint physical, int averaging, int period);

    [LibraryImport(Library)]
    public static partial int hailo_get_power_measurement(nint physical, int buffer, byte clear, HailoPower* power);
}
