using Ros2DotNet.Bags.Sqlite;

namespace Ros2DotNet.Bags.Tests.Sqlite;

public sealed class SqliteDamageTests
{
    [Fact]
    public void Messages_of_a_topic_that_is_missing_do_not_hide_the_others()
    {
        using var temporary = new TemporaryFolder();
        var written = BagSample.Write(temporary["bag"], new BagWriteOptions { Storage = BagStorage.Sqlite3 });
        using (var database = SqliteDatabase.Create(temporary["unused.db3"]))
        {
            database.Execute($"ATTACH '{temporary["bag/bag_0.db3"]}' AS bag");
            database.Execute($"DELETE FROM bag.topics WHERE name = '{BagSample.Temperatures.Name}'");
        }

        using var bag = Bag.Open(temporary["bag"], new BagReadOptions { SkipDamage = true });
        Assert.Equal(written.Where(line => line.StartsWith("/chatter ", StringComparison.Ordinal)),
            BagSample.Read(bag));
        Assert.Contains("which is not in the file", Assert.Single(bag.Problems).Problem);
        Assert.Throws<BagException>(() => BagSample.Read(temporary["bag"]));
    }
}
