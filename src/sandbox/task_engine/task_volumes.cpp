#include "sandbox/task_engine/task_volumes.h"

#include <algorithm>
#include <filesystem>

namespace eni::sandbox::task_engine {

namespace {

constexpr std::size_t kMaxPathLength = 1024;

/// Members of a volume beside its name, that are not carried out.
constexpr std::string_view kRefused[] = {"fsxWindowsFileServerVolumeConfiguration",
                                         "s3filesVolumeConfiguration"};

Error cannot_create(const std::string& volume, const std::string& why) {
  return {"CannotCreateVolumeError: volume " + volume + ": " + why, ""};
}

/// Without "/" at its ends. @error  it leads out of where it begins
Result<std::string> inner_path(const std::string& volume, const std::string& path) {
  if (path.size() > kMaxPathLength) return cannot_create(volume, "the path is too long");
  std::string out;
  for (const auto& part : std::filesystem::path{path}) {
    const std::string text = part.string();
    if (text == "..") return cannot_create(volume, "the path has '..' in it: " + path);
    if (text.empty() || text == "/" || text == ".") continue;
    out += (out.empty() ? "" : "/") + text;
  }
  return out;
}

std::string joined(const std::string& folder, const std::string& path) {
  return path.empty() ? folder : folder + "/" + path;
}

Result<std::string> docker_volume(const json::object& configuration, const std::string& name,
                                  const std::string& task, const std::string& instance) {
  const std::string driver = text_at(configuration, "driver");
  if (!driver.empty() && driver != "local")
    return cannot_create(name, "the volume driver " + driver + " is not supported by the sandbox");
  if (!object_at(configuration, "driverOpts").empty())
    return cannot_create(name, "driverOpts are not supported by the sandbox");
  if (text_at(configuration, "scope") == "shared") return "hosts/" + instance + "/volumes/" + name;
  return "tasks/" + task + "/volumes/" + name;
}

Result<std::string> efs_folder(const json::object& configuration, const std::string& name) {
  const std::string id = text_at(configuration, "fileSystemId");
  const auto is_of_id = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-';
  };
  if (id.empty() || !std::all_of(id.begin(), id.end(), is_of_id))
    return cannot_create(name, "'" + id + "' is no id of a file system");
  if (!text_at(object_at(configuration, "authorizationConfig"), "accessPointId").empty())
    return cannot_create(name, "access points are not supported by the sandbox");
  ENI_TRY(const std::string path, inner_path(name, text_at(configuration, "rootDirectory")));
  return joined("efs/" + id, path);
}

Result<std::string> folder_of(const json::object& volume, const std::string& task,
                              const std::string& instance) {
  const std::string name = text_at(volume, "name");
  for (const std::string_view member : kRefused)
    if (volume.contains(member))
      return cannot_create(name, std::string(member) + " is not supported by the sandbox");
  if (const json::value* docker = find(volume, "dockerVolumeConfiguration"))
    return docker_volume(docker->as_object(), name, task, instance);
  if (const json::value* efs = find(volume, "efsVolumeConfiguration"))
    return efs_folder(efs->as_object(), name);
  const std::string source = text_at(object_at(volume, "host"), "sourcePath");
  if (source.empty()) return "tasks/" + task + "/volumes/" + name;
  ENI_TRY(const std::string path, inner_path(name, source));
  return joined("hosts/" + instance + "/disk", path);
}

}  // namespace

Result<std::map<std::string, std::string>> volume_folders(const json::array& volumes, const std::string& task,
                                                          const std::string& instance) {
  std::map<std::string, std::string> folders;
  for (const json::value& volume : volumes) {
    ENI_TRY(std::string folder, folder_of(volume.as_object(), task, instance));
    folders[text_at(volume, "name")] = std::move(folder);
  }
  return folders;
}

}  // namespace eni::sandbox::task_engine
