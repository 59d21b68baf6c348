using System.Globalization;

namespace Perception.Inference.OnnxRuntime;

/// <summary>Settings of providers by their own names (ONNX Runtime's documentation of execution providers).</summary>
internal static class ProviderSettings
{
    /// <summary>
    /// What the calibration table is called beside the engine, where TensorRT's provider looks for it.
    /// </summary>
    public const string CalibrationFile = "calibration.cache";

    /// <summary>The settings of what was asked for; those that the user gave go before them.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="engineFolder">Where TensorRT and OpenVINO keep what they build; null where they keep
    /// nothing.</param>
    public static IReadOnlyDictionary<string, string> Of(InferenceOptions options, string? engineFolder = null)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        switch (options.Provider)
        {
            case ExecutionProvider.Cuda:
                settings["device_id"] = Text(options.DeviceId);
                break;
            case ExecutionProvider.TensorRt:
                AddTensorRt(settings, options, engineFolder);
                break;
            case ExecutionProvider.OpenVino:
                settings["device_type"] = "CPU";
                Add(settings, "num_of_threads", options.IntraOpThreads > 0 ? Text(options.IntraOpThreads) : null);
                Add(settings, "cache_dir", engineFolder);
                break;
            case ExecutionProvider.Qnn:
                settings["backend_path"] = "libQnnHtp.so";
                settings["htp_performance_mode"] = "sustained_high_performance";
                break;
            case ExecutionProvider.Xnnpack:
                Add(settings, "intra_op_num_threads", options.IntraOpThreads > 0 ? Text(options.IntraOpThreads) : null);
                break;
        }

        foreach (var (name, value) in options.ProviderOptions)
        {
            settings[name] = value;
        }

        return settings;
    }

    private static void AddTensorRt(SortedDictionary<string, string> settings, InferenceOptions options,
        string? engineFolder)
    {
        settings["device_id"] = Text(options.DeviceId);

        // TensorRT takes int8 where it is faster, and fp16 for what has no scale.
        var precision = options.Precision ?? Precision.Fp32;
        Add(settings, "trt_fp16_enable", precision is Precision.Fp16 or Precision.Int8 ? "1" : null);
        Add(settings, "trt_int8_enable", precision is Precision.Int8 ? "1" : null);
        Add(settings, "trt_bf16_enable", precision is Precision.Bf16 ? "1" : null);
        if (options.CalibrationTable is not null)
        {
            settings["trt_int8_calibration_table_name"] = CalibrationFile;
            settings["trt_int8_use_native_calibration_table"] = "1";
        }

        if (options.DlaCore is { } core)
        {
            settings["trt_dla_enable"] = "1";
            settings["trt_dla_core"] = Text(core);
        }

        if (engineFolder is not null)
        {
            settings["trt_engine_cache_enable"] = "1";
            settings["trt_engine_cache_path"] = engineFolder;
            settings["trt_timing_cache_enable"] = "1";
            settings["trt_timing_cache_path"] = engineFolder;
        }
    }

    private static void Add(SortedDictionary<string, string> settings, string name, string? value)
    {
        if (value is not null)
        {
            settings[name] = value;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
