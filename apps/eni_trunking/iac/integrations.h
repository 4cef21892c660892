#pragma once
/// The files of integrations/, as they were when this program was built: templates/eni-trunking.yml for other tools.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/embedded_file.h"
#include "base/result.h"
#include "eni_trunking/stacks/package.h"

namespace eni::command {

struct IntegrationFile {
  std::string_view name;
  EmbeddedFile content;
};

/// A folder of integrations/.
struct Integration {
  std::string_view name;  ///< the folder's: "cdk"
  std::string_view summary;
  std::span<const IntegrationFile> files;           ///< the first is the one that people read
  std::span<const std::string_view> architectures;  ///< of the function: those that the files can name
};

std::span<const Integration> all_integrations();

struct WrittenFile {
  std::string path;
  bool was_there = false;  ///< with the same bytes: it was left as it is
};

/// Writes an integration's files, and `archives` beside them, into `directory`, which is made where it is not there.
/// @return  in the order of the table
/// @error   "cannot write FILE: …"; or the files that are there with other bytes, and then nothing is written
Result<std::vector<WrittenFile>> write_integration(const Integration& integration,
                                                   const std::string& directory,
                                                   const std::vector<Archive>& archives = {});

}  // namespace eni::command
