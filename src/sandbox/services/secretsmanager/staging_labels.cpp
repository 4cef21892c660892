#include "sandbox/services/secretsmanager/staging_labels.h"

#include <algorithm>

namespace eni::sandbox::secrets_manager {

bool has_label(const SecretVersion& version, std::string_view label) {
  return std::ranges::find(version.stages, label) != version.stages.end();
}

const SecretVersion* holder_of(const std::vector<SecretVersion>& versions, std::string_view label) {
  const auto found =
      std::ranges::find_if(versions, [&](const SecretVersion& one) { return has_label(one, label); });
  return found == versions.end() ? nullptr : &*found;
}

const SecretVersion* find_version(const std::vector<SecretVersion>& versions, std::string_view version_id) {
  const auto found = std::ranges::find(versions, version_id, &SecretVersion::version_id);
  return found == versions.end() ? nullptr : &*found;
}

void detach_label(std::vector<SecretVersion>& versions, std::string_view label) {
  for (SecretVersion& one : versions) std::erase(one.stages, label);
}

void attach_label(std::vector<SecretVersion>& versions, std::string_view version_id, std::string_view label) {
  const SecretVersion* holder = holder_of(versions, label);
  const std::string before = holder != nullptr ? holder->version_id : std::string();
  if (before == version_id) return;
  detach_label(versions, label);
  for (SecretVersion& one : versions)
    if (one.version_id == version_id) one.stages.emplace_back(label);
  if (label == kCurrent && !before.empty()) attach_label(versions, before, kPrevious);
}

void attach_labels(std::vector<SecretVersion>& versions, std::string_view version_id,
                   const std::vector<std::string>& labels) {
  if (std::ranges::find(labels, kCurrent) != labels.end()) attach_label(versions, version_id, kCurrent);
  for (const std::string& label : labels) attach_label(versions, version_id, label);
}

}  // namespace eni::sandbox::secrets_manager
