namespace Perception.Simulation.Export;

/// <summary>
/// Masks as COCO writes them without compression: lengths of runs down the columns, the first of zeros.
/// </summary>
internal static class RunLengths
{
    public static List<int> Of(ushort[] instances, int width, int height, int id)
    {
        var runs = new List<int>();
        var (inside, run) = (false, 0);
        for (var x = 0; x < width; x++)
        {
            for (var y = 0; y < height; y++)
            {
                if (instances[(y * width) + x] == id != inside)
                {
                    runs.Add(run);
                    (inside, run) = (!inside, 0);
                }

                run++;
            }
        }

        runs.Add(run);
        return runs;
    }
}
