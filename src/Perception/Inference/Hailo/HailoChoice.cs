using System.Globalization;
using Perception.Inference.Hailo.Native;

namespace Perception.Inference.Hailo;

/// <summary>Which Hailo devices a network is to run on.</summary>
internal sealed record HailoChoice(HailoDeviceId[] Ids, string Name)
{
    /// <summary>
    /// The device with the ID of the setting <c>device_id</c>, or so many by <c>device_count</c>, among which HailoRT
    /// spreads the frames; otherwise the one of the number that was asked for, in the order that HailoRT lists them.
    /// </summary>
    /// <exception cref="BackendException">There are not so many.</exception>
    public static HailoChoice Of(InferenceOptions options, Func<IReadOnlyList<InferenceDevice>> scan)
    {
        if (options.ProviderOptions.TryGetValue("device_id", out var id))
        {
            return new HailoChoice([HailoDeviceId.Of(id)], $"hailo:{id}");
        }

        if (options.ProviderOptions.TryGetValue("device_count", out var text))
        {
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) &&
                count is > 0 and <= 16
                ? Of(scan(), 0, count)
                : throw new InferenceException($"the setting device_count is '{text}'; allowed is 1 to 16");
        }

        // One chip is whatever HailoRT takes; a choice is only made where there is one.
        var devices = scan();
        return options.DeviceId == 0 && devices.Count < 2
            ? new HailoChoice([], "hailo:0")
            : Of(devices, options.DeviceId, 1);
    }

    private static HailoChoice Of(IReadOnlyList<InferenceDevice> devices, int first, int count) =>
        first + count <= devices.Count
            ? new HailoChoice([.. devices.Skip(first).Take(count).Select(device => HailoDeviceId.Of(device.Id))],
                count == 1 ? $"hailo:{first}" : $"hailo:{first} to {first + count - 1}")
            : throw new BackendException(HailoBackend.Name, BackendState.NoDevice,
                $"{(count == 1 ? $"Hailo device {first}" : $"{count} Hailo devices")} asked for, " +
                $"there are {devices.Count}",
                "perception doctor lists them; they are numbered from 0");
}
