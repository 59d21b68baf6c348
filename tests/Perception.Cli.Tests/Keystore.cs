using System.Diagnostics;

namespace Perception.Cli.Tests;

/// <summary>
/// An SROS2 keystore made with openssl: certificates of one authority, a governance that lets nobody else join and
/// encrypts everything, and permissions by enclave.
/// </summary>
internal sealed class Keystore : IDisposable
{
    private const string Validity =
        "<validity><not_before>2020-01-01T00:00:00</not_before><not_after>2090-01-01T00:00:00</not_after></validity>";

    public Keystore()
    {
        Folder = Directory.CreateTempSubdirectory("keystore").FullName;
        OpenSsl("ecparam -name prime256v1 -genkey -noout -out ca.key.pem");
        OpenSsl("req -x509 -new -key ca.key.pem -subj /CN=sros2CA -days 3650 -out ca.cert.pem");
        Sign("governance", $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <dds xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="http://www.omg.org/spec/DDS-SECURITY/20170901/omg_shared_ca_governance.xsd">
              <domain_access_rules>
                <domain_rule>
                  <domains><id_range><min>0</min><max>230</max></id_range></domains>
                  <allow_unauthenticated_participants>false</allow_unauthenticated_participants>
                  <enable_join_access_control>true</enable_join_access_control>
                  <discovery_protection_kind>ENCRYPT</discovery_protection_kind>
                  <liveliness_protection_kind>ENCRYPT</liveliness_protection_kind>
                  <rtps_protection_kind>SIGN</rtps_protection_kind>
                  <topic_access_rules>
                    <topic_rule>
                      <topic_expression>*</topic_expression>
                      <enable_discovery_protection>true</enable_discovery_protection>
                      <enable_liveliness_protection>true</enable_liveliness_protection>
                      <enable_read_access_control>true</enable_read_access_control>
                      <enable_write_access_control>true</enable_write_access_control>
                      <metadata_protection_kind>ENCRYPT</metadata_protection_kind>
                      <data_protection_kind>ENCRYPT</data_protection_kind>
                    </topic_rule>
                  </topic_access_rules>
                </domain_rule>
              </domain_access_rules>
            </dds>
            """);
    }

    public string Folder { get; }

    /// <summary>Adds an enclave that may publish and subscribe the topics of an expression.</summary>
    public void AddEnclave(string name, string topics)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, "enclaves", name)).FullName;
        OpenSsl($"ecparam -name prime256v1 -genkey -noout -out enclaves/{name}/key.pem");
        OpenSsl($"req -new -key enclaves/{name}/key.pem -subj /CN=\\/{name} -out {name}.csr.pem");
        OpenSsl($"x509 -req -in {name}.csr.pem -CA ca.cert.pem -CAkey ca.key.pem -CAcreateserial -days 3650 -out enclaves/{name}/cert.pem");
        Sign($"permissions_{name}", $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <dds xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="http://www.omg.org/spec/DDS-SECURITY/20170901/omg_shared_ca_permissions.xsd">
              <permissions>
                <grant name="/{name}">
                  <subject_name>CN=/{name}</subject_name>
                  {Validity}
                  <allow_rule>
                    <domains><id_range><min>0</min><max>230</max></id_range></domains>
                    <publish><topics><topic>{topics}</topic></topics></publish>
                    <subscribe><topics><topic>{topics}</topic></topics></subscribe>
                  </allow_rule>
                  <default>DENY</default>
                </grant>
              </permissions>
            </dds>
            """);
        File.Copy(Path.Combine(Folder, "ca.cert.pem"), Path.Combine(folder, "identity_ca.cert.pem"));
        File.Copy(Path.Combine(Folder, "ca.cert.pem"), Path.Combine(folder, "permissions_ca.cert.pem"));
        File.Copy(Path.Combine(Folder, "governance.p7s"), Path.Combine(folder, "governance.p7s"));
        File.Move(Path.Combine(Folder, $"permissions_{name}.p7s"), Path.Combine(folder, "permissions.p7s"));
    }

    /// <summary>The environment of a process that takes part as an enclave.</summary>
    public Dictionary<string, string> Environment(string enclave) => new()
    {
        ["ROS_SECURITY_ENABLE"] = "true",
        ["ROS_SECURITY_STRATEGY"] = "Enforce",
        ["ROS_SECURITY_KEYSTORE"] = Folder,
        ["ROS_SECURITY_ENCLAVE_OVERRIDE"] = "/" + enclave,
    };

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Sign(string name, string xml)
    {
        File.WriteAllText(Path.Combine(Folder, $"{name}.xml"), xml);
        OpenSsl($"smime -sign -text -in {name}.xml -out {name}.p7s -signer ca.cert.pem -inkey ca.key.pem");
    }

    private void OpenSsl(string arguments)
    {
        Skip.IfNot(File.Exists("/usr/bin/openssl"), "needs /usr/bin/openssl (Debian: apt-get install openssl)");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/openssl", arguments) { WorkingDirectory = Folder, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"openssl {arguments}: {errors}");
    }
}
