#pragma once
/// Reasons of containers that cannot be, in the form that ECS shows: "<error name>: <text>".
/// Source: Amazon ECS container agent, agent/dockerclient/dockerapi/errors.go.
#include <string>

#include "base/error.h"

namespace eni::sandbox::task_engine {

/// "CannotCreateContainerError: TEXT"
inline Error cannot_create(const std::string& text) { return {"CannotCreateContainerError: " + text, ""}; }
/// Of what the Docker daemon would refuse, in its words.
inline Error daemon_refuses(const std::string& text) {
  return cannot_create("Error response from daemon: " + text);
}

}  // namespace eni::sandbox::task_engine
