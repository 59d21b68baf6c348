namespace Ros2DotNet.Bags;

/// <summary>The format of a bag's files.</summary>
public enum BagStorage
{
    /// <summary>MCAP, the default of ROS 2 since Iron.</summary>
    Mcap,

    /// <summary>SQLite 3.</summary>
    Sqlite3,
}
