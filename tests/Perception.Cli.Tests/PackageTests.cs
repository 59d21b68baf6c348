using System.Diagnostics;

namespace Perception.Cli.Tests;

/// <summary>The package as colcon installs it, started as ros2 launch starts it.</summary>
public sealed class PackageTests
{
    [SkippableFact]
    public void Colcon_installs_a_package_that_the_index_finds_and_launch_can_start()
    {
        Skip.IfNot(File.Exists("/usr/bin/colcon") && Directory.Exists("/usr/share/ament_cmake"),
            "needs Debian's colcon and ament-cmake, which scripts/setup installs");
        var model = Workspace.Shared("models", "yolox_nano.onnx");
        var workspace = Directory.CreateTempSubdirectory("colcon").FullName;
        var install = Path.Combine(workspace, "install");
        Run(workspace, "/usr/bin/colcon", "build", "--paths", Workspace.Root, "--install-base", install, "--build-base",
            Path.Combine(workspace, "build"),
            "--cmake-args", "-DPython3_EXECUTABLE=/usr/bin/python3");

        // What find-pkg-share and ros2 run ask.
        var prefix = Path.Combine(install, "edge_perception");
        var share = Run(workspace, "/bin/sh", "-c", $". {install}/setup.sh && /usr/bin/python3 -c " +
            "'from ament_index_python.packages import get_package_share_directory as f; print(f(\"edge_perception\"))'").Trim();
        Assert.Equal(Path.Combine(prefix, "share", "edge_perception"), share);
        foreach (var file in (string[])["package.xml", "launch/yolox.launch.xml", "config/yolox.param.yaml", "schema/yolox_node.schema.json"])
        {
            Assert.True(File.Exists(Path.Combine(share, file)), $"{file} is not installed");
        }

        // The argument list that launch_ros gives to a node with a name, a namespace, two parameter files and two
        // remappings.
        var parameters = Path.Combine(workspace, "launch_params_b");
        File.WriteAllText(parameters,
            $"/perception/front:\n  ros__parameters:\n    model_path: {model}\n    build_only: true\n");
        Run(workspace, Path.Combine(prefix, "lib", "edge_perception", "yolox_node"),
            "--ros-args", "-r", "__node:=front", "-r", "__ns:=/perception", "--params-file",
            Path.Combine(share, "config", "yolox.param.yaml"),
            "--params-file", parameters, "-r", "~/in/image:=/cam/x", "-r", "~/out/objects:=/perception/detections");
        Directory.Delete(workspace, recursive: true);
    }

    // rosidl is not in Debian: a stand-in notes what it is given, after the checks that rosidl_cmake makes.
    [SkippableFact]
    public void Where_rosidl_is_installed_it_gets_our_messages_as_it_wants_them()
    {
        Skip.IfNot(File.Exists("/usr/bin/cmake") && Directory.Exists("/usr/share/ament_cmake"),
            "needs cmake and Debian's ament-cmake, which scripts/setup installs");
        using var folder = new TemporaryFolder();
        foreach (var package in (string[])["std_msgs", "geometry_msgs"]) WriteConfig(folder, package, "");
        WriteConfig(folder, "rosidl_default_generators", """
            get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
            if(NOT "C" IN_LIST languages OR NOT "CXX" IN_LIST languages)
              message(FATAL_ERROR "C and CXX are not enabled")
            endif()
            macro(rosidl_generate_interfaces target)
              cmake_parse_arguments(_ARG "" "" "DEPENDENCIES" ${ARGN})
              if(NOT _AMENT_PACKAGE_NAME)
                ament_package_xml()
              endif()
              if(NOT "rosidl_interface_packages" IN_LIST ${_AMENT_PACKAGE_NAME}_MEMBER_OF_GROUPS)
                message(FATAL_ERROR "not a member of rosidl_interface_packages")
              endif()
              foreach(dependency ${_ARG_DEPENDENCIES})
                if(NOT ${dependency}_FOUND OR NOT ${dependency} IN_LIST ${_AMENT_PACKAGE_NAME}_EXEC_DEPENDS)
                  message(FATAL_ERROR "${dependency} is not found or not in package.xml")
                endif()
              endforeach()
              foreach(interface ${_ARG_UNPARSED_ARGUMENTS})
                string(REPLACE ":" "/" file ${interface})
                if(NOT EXISTS ${file})
                  message(FATAL_ERROR "${file} does not exist")
                endif()
                string(REGEX REPLACE ".*:" "" relative ${interface})
                file(APPEND ${CMAKE_BINARY_DIR}/interfaces "${target} ${relative}\n")
              endforeach()
            endmacro()
            """);
        var build = folder["build"];
        Run(folder.Path, "/usr/bin/cmake", "-S", Workspace.Root, "-B", build, $"-DCMAKE_PREFIX_PATH={folder["fakes"]}",
            "-DPython3_EXECUTABLE=/usr/bin/python3");
        Assert.Equal(["edge_perception msg/LaneLine.msg", "edge_perception msg/LaneLines.msg"],
            File.ReadAllLines(Path.Combine(build, "interfaces")).Order(StringComparer.Ordinal));
    }

    private static void WriteConfig(TemporaryFolder folder, string package, string script)
    {
        var cmake = Directory.CreateDirectory(folder[$"fakes/share/{package}/cmake"]).FullName;
        File.WriteAllText(Path.Combine(cmake, $"{package}Config.cmake"), script);
    }

    private static string Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {output}{errors.Result}");
        return output;
    }
}
