// Package shape measures how the code stands: files and lines of each package, the longest functions, the types with the
// most methods. It holds the tree to bounds, so that no package grows into a hall that nobody finds their way in.
//
// Generated code and the two simulators are left out.
package shape
