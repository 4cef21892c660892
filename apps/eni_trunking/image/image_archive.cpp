#include "eni_trunking/image/image_archive.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "eni_trunking/image/file_archive.h"
#include "eni_trunking/image/folder_archive.h"

namespace eni::command {

Result<std::unique_ptr<ImageArchive>> ImageArchive::open(const std::string& path) {
  net::Descriptor file{path == "-" ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                                   : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  struct stat facts {};
  if (!file || fstat(file.get(), &facts) != 0)
    return Error{"cannot read " + path + ": " + std::strerror(errno), ""};
  if (!S_ISDIR(facts.st_mode)) return std::unique_ptr<ImageArchive>{new FileArchive{std::move(file), path}};
  ENI_TRY(std::unique_ptr<FolderArchive> folder, FolderArchive::open(path));
  return std::unique_ptr<ImageArchive>{std::move(folder)};
}

}  // namespace eni::command
