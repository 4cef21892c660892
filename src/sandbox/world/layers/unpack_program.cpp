/// unpack-layer BLOB FOLDER [--digest sha256:…] [--diff-id sha256:…] [--replace-owners] [--trusted]: unpacks a layer, for trying it by
/// hand (`unshare -Ur unpack-layer …`) and for tests of it as a static program in a user namespace. Exit status 0, 1 for a layer
/// that is not unpacked, 2 for a command line that is none.
#include <cstdio>
#include <cstring>
#include <fcntl.h>

#include "net/descriptor.h"
#include "sandbox/world/layers/layer.h"

namespace {

namespace layers = eni::sandbox::world::layers;

struct Request {
  const char* blob = nullptr;
  const char* folder = nullptr;
  layers::LayerExpectation expectation;
  layers::UnpackOptions options;
};

/// @return  how many arguments this one is; 0: none that is known
int read_option(char** argument, Request& request) {
  if (std::strcmp(argument[0], "--replace-owners") == 0) {
    request.options.unknown_owner = layers::UnknownOwner::kReplace;
    return 1;
  }
  if (std::strcmp(argument[0], "--trusted") == 0) {
    request.options.opaque_mark = layers::OpaqueMark::kTrusted;
    return 1;
  }
  if (argument[1] == nullptr) return 0;
  if (std::strcmp(argument[0], "--digest") == 0) {
    request.expectation.blob_digest = argument[1];
    return 2;
  }
  if (std::strcmp(argument[0], "--diff-id") == 0) {
    request.expectation.diff_id = argument[1];
    return 2;
  }
  return 0;
}

bool read_arguments(int count, char** arguments, Request& request) {
  if (count < 3) return false;
  request.blob = arguments[1];
  request.folder = arguments[2];
  for (int at = 3; at < count;) {
    const int size = read_option(arguments + at, request);
    if (size == 0) return false;
    at += size;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  Request request;
  if (!read_arguments(argc, argv, request)) {
    std::fputs("usage: unpack-layer BLOB FOLDER [--digest D] [--diff-id D] [--replace-owners] [--trusted]\n",
               stderr);
    return 2;
  }
  const eni::net::Descriptor blob{open(request.blob, O_RDONLY | O_CLOEXEC)};
  if (!blob) return std::perror(request.blob), 2;
  const eni::net::Descriptor folder{open(request.folder, O_PATH | O_DIRECTORY | O_CLOEXEC)};
  if (!folder) return std::perror(request.folder), 2;
  const layers::LayerReport report =
      layers::unpack_layer(blob.get(), folder.get(), request.expectation, {}, request.options);
  std::fprintf(report.good() ? stdout : stderr, "%s\n", describe(report).c_str());
  return report.good() ? 0 : 1;
}
