#pragma once
/// Durations as CreationPolicy and UpdatePolicy write them.
#include <optional>
#include <string_view>

#include "base/clock.h"

namespace eni::sandbox::cloudformation {

/// "PT1H30M5S": hours, minutes and seconds, each at most once. Nothing if it is not one.
std::optional<Duration> parse_iso_duration(std::string_view text);

}  // namespace eni::sandbox::cloudformation
