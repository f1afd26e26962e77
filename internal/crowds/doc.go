// Package crowds orders what very many want at once from something that has room for few. It knows nothing of what they want.
//
//	Turns   those who want the same go one after the other; the first who gets it tells the others
//	Queue   those who want different things go together: while as many batches run as may, what comes waits, and then is one batch
//	Crowd   what can wait is held back while very many are in hand
//
// Where few come, nobody waits for anybody: each piece of work is a batch of its own and begins at once. Where many come, the batches
// grow, and what each of them costs is shared by more pieces.
//
// All of it is the order within one process. What counts between processes is their database.
package crowds
