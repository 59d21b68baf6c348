using System.Numerics;
using Perception.Simulation.Numerics;
using Perception.Simulation.Rendering;
using Perception.Simulation.Truth;

namespace Perception.Simulation.Models;

/// <summary>What a person wears.</summary>
internal sealed class PersonLook
{
    private static readonly int[] Skins = [0xf0c8a8, 0xe0ac88, 0xc68a62, 0x9a6440, 0x6c4428, 0x4a2e1c];
    private static readonly int[] Hairs = [0x14100e, 0x2a1c12, 0x4a3018, 0x8a6a3a, 0xc8b088, 0x8a8a88];
    private static readonly int[] Trousers = [0x20283c, 0x2c3e5c, 0x1a1a1c, 0x4a4640, 0x8c8068, 0x60646c];

    public PersonLook(SeededRandom random)
    {
        Vector3 Bright() => SeededRandom.Hsv((float)random.Next(), random.Range(0.1f, 0.9f), random.Range(0.04f, 0.7f));
        Skin = new Material(MaterialKind.Skin, SemanticClass.Person, Colours.Srgb(random.Pick<int>(Skins)))
        {
            Gloss = 0.1f
        };
        Hair = Plain(Colours.Srgb(random.Pick<int>(Hairs)));
        Top = Cloth(Bright(), Bright(), random.Chance(0.55) ? 0 : random.Integer(1, 4), random);
        Sleeves = random.Chance(0.6) ? Top : Skin;
        Legs = Cloth(random.Chance(0.8) ? Colours.Srgb(random.Pick<int>(Trousers)) : Bright(), default, 0, random);
        Shins = random.Chance(0.8) ? Legs : Skin;
        Shoes = Plain(random.Chance(0.7) ? new Vector3(0.02f) : new Vector3(0.6f));
        Skirt = random.Chance(0.2);
        Hat = random.Chance(0.2) ? Cloth(Bright(), default, 0, random) : null;
        LongHair = random.Chance(0.4);
    }

    public Material Skin { get; }

    public Material Hair { get; }

    public Material Top { get; }

    public Material Sleeves { get; }

    public Material Legs { get; }

    public Material Shins { get; }

    public Material Shoes { get; }

    public Material? Hat { get; }

    public bool Skirt { get; }

    public bool LongHair { get; }

    private static Material Plain(Vector3 colour) =>
        new(MaterialKind.Plain, SemanticClass.Person, colour) { Gloss = 0.15f };

    private static Material Cloth(Vector3 colour, Vector3 second, int variant, SeededRandom random) =>
        new(MaterialKind.Cloth, SemanticClass.Person, colour)
        {
            Second = second,
            Variant = variant,
            Seed = random.Integer(0, 9999),
            Gloss = 0.02f
        };
}
