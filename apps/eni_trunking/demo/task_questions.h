#pragma once
/// What the demo's containers are asked.
#include <map>
#include <string>
#include <vector>

#include "client/call_failure.h"
#include "net/http.h"

namespace eni::command {

/// Has a container of a task ask others for their pages: the program of its image does (demo/web).
/// @return  "ADDRESS LINE" of each
/// @error   one does not answer
client::CallResult<std::vector<std::string>> ask_from_task(const net::Url& sandbox, const std::string& task,
                                                           const std::vector<std::string>& addresses);

/// Asks a load balancer on this machine until each of so many tasks has answered.
/// @return  how often which line came
client::CallResult<std::map<std::string, int>> ask_until_all_answer(const net::Url& balancer,
                                                                    std::size_t tasks);

}  // namespace eni::command
