/// unpack-layer BLOB FOLDER [--digest sha256:…] [--diff-id sha256:…] [--size BYTES] [--replace-owners] [--trusted] [--facts] [--sync]:
/// unpacks a layer, in a world or by hand (`unshare -Ur unpack-layer …`). BLOB may be "-", the standard input.
/// unpack-layer --remove FOLDER: takes a folder away.
/// Exit status 0, 1 for a layer that is not unpacked, 2 for a command line that is none. With --facts for programs: "BYTES HIDES" on the
/// standard output, HIDES being 1 if it hides all layers below, and an exit status of unpack_program.h.
#include "sandbox/world/layers/unpack_program.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "net/descriptor.h"
#include "sandbox/world/layers/layer.h"
#include "sandbox/world/layers/remove_tree.h"

namespace {

namespace layers = eni::sandbox::world::layers;

struct Request {
  const char* blob = nullptr;
  const char* folder = nullptr;
  layers::LayerExpectation expectation;
  layers::UnpackOptions options;
  bool wants_facts = false;
  bool wants_sync = false;
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
  if (std::strcmp(argument[0], "--facts") == 0) {
    request.wants_facts = true;
    return 1;
  }
  if (std::strcmp(argument[0], "--sync") == 0) {
    request.wants_sync = true;
    return 1;
  }
  if (argument[1] == nullptr) return 0;
  if (std::strcmp(argument[0], "--size") == 0) {
    request.expectation.blob_bytes = std::strtoull(argument[1], nullptr, 10);
    return 2;
  }
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

int remove_folder(const char* path) {
  const int error = layers::remove_tree(AT_FDCWD, path);
  if (error != 0) std::fprintf(stderr, "%s: %s\n", path, std::strerror(error));
  return error == 0 ? 0 : 1;
}

eni::net::Descriptor open_blob(const char* path) {
  if (std::strcmp(path, "-") == 0) return eni::net::Descriptor{dup(STDIN_FILENO)};
  return eni::net::Descriptor{open(path, O_RDONLY | O_CLOEXEC)};
}

int tell(const layers::LayerReport& report, bool wants_facts) {
  if (!report.good()) {
    std::fprintf(stderr, "%s\n", describe(report).c_str());
    return wants_facts ? layers::exit_status(report.failure.fault) : 1;
  }
  if (wants_facts) {
    std::printf("%llu %d\n", static_cast<unsigned long long>(report.bytes_on_disk()),
                report.hides_all_below ? 1 : 0);
  } else {
    std::printf("%s\n", describe(report).c_str());
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::strcmp(argv[1], "--remove") == 0) return remove_folder(argv[2]);
  Request request;
  if (!read_arguments(argc, argv, request)) {
    std::fputs(
        "usage: unpack-layer BLOB FOLDER [--digest D] [--diff-id D] [--size BYTES] [--replace-owners] "
        "[--trusted] "
        "[--facts] [--sync]\n",
        stderr);
    return 2;
  }
  const eni::net::Descriptor blob = open_blob(request.blob);
  if (!blob) return std::perror(request.blob), 2;
  const eni::net::Descriptor folder{open(request.folder, O_PATH | O_DIRECTORY | O_CLOEXEC)};
  if (!folder) return std::perror(request.folder), 2;
  layers::LayerReport report =
      layers::unpack_layer(blob.get(), folder.get(), request.expectation, {}, request.options);
  if (report.good() && request.wants_sync) {
    // Of all of its file system: before the layer is taken for there, also after a power cut.
    const eni::net::Descriptor readable{open(request.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (readable && syncfs(readable.get()) != 0) report.failure = layers::system_failure("syncfs", errno);
  }
  return tell(report, request.wants_facts);
}
