#pragma once
/// Staging labels: each is attached to one version of a secret at a time.
/// Source: Secrets Manager User Guide, "Version"; API Reference, UpdateSecretVersionStage.
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/store/secrets_manager_repository.h"

namespace eni::sandbox::secrets_manager {

inline constexpr std::string_view kCurrent = "AWSCURRENT";
inline constexpr std::string_view kPrevious = "AWSPREVIOUS";

bool has_label(const SecretVersion& version, std::string_view label);
/// The version that has the label, or null.
const SecretVersion* holder_of(const std::vector<SecretVersion>& versions, std::string_view label);
const SecretVersion* find_version(const std::vector<SecretVersion>& versions, std::string_view version_id);

void detach_label(std::vector<SecretVersion>& versions, std::string_view label);
/// Moves the label to the version. AWSPREVIOUS goes to the version that AWSCURRENT was taken from.
void attach_label(std::vector<SecretVersion>& versions, std::string_view version_id, std::string_view label);
/// Moves all of them to the version, in whatever order they come: AWSCURRENT first, so that an AWSPREVIOUS that is among them stays with it.
void attach_labels(std::vector<SecretVersion>& versions, std::string_view version_id,
                   const std::vector<std::string>& labels);

}  // namespace eni::sandbox::secrets_manager
